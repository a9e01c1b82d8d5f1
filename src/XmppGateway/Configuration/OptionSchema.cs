using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XmppGateway.Configuration;

/// <summary>The schema that editors read: <c>config/gateway.schema.json</c> is what this prints.</summary>
internal static class OptionSchema
{
    // The folder of the schema is no web page: what would be dangerous there may stand as it is.
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The keys of the engine. Those of an adapter are not known here, so that a network may have any.</summary>
    public static string Print()
    {
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "xmpp-gateway configuration",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } },
        };
        foreach (var option in OptionTable.All)
        {
            Add(root, option);
        }

        // Without a network there is nothing to do.
        Child(root, "Networks")["minProperties"] = 1;
        var network = Child(Child(root, "Networks"), "*");
        network["description"] = "One network; further keys are its adapter's.";
        network.Remove("additionalProperties");
        return root.ToJsonString(Layout) + "\n";
    }

    private static void Add(JsonObject root, OptionDescription option)
    {
        var parts = option.Key.Split(':');
        var section = root;
        foreach (var part in parts[..^1])
        {
            if (option.IsRequired && part != "*")
            {
                Require(section, part);
            }

            section = Child(section, part);
        }

        if (option.IsRequired)
        {
            Require(section, parts[^1]);
        }

        Put(section, parts[^1], Describe(option));
        if (option.Kind == OptionKind.Secret)
        {
            Put(section, parts[^1] + OptionTable.FileSuffix, new JsonObject
            {
                ["type"] = "string",
                ["description"] = $"A file with the value of {parts[^1]}.",
            });
        }
    }

    private static JsonObject Describe(OptionDescription option)
    {
        var value = option.Form.ToSchema();
        if (option.Kind == OptionKind.List)
        {
            value = new JsonObject { ["type"] = "array", ["items"] = value, ["uniqueItems"] = true };
            if (option.IsRequired)
            {
                value["minItems"] = 1;
            }
        }

        value["description"] = Plain(option.Meaning);
        if (DefaultOf(option) is { } otherwise)
        {
            value["default"] = otherwise;
        }

        return value;
    }

    // "`500000`" is a value; "media beside the store" and "`Store:KeepDays`" are not.
    private static JsonNode? DefaultOf(OptionDescription option)
    {
        var text = option.Otherwise.Trim('`');
        return !option.Otherwise.StartsWith('`') ? null
            : option.Form.Limits is not null ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null
            : option.Form == OptionForm.Flag ? text == "true"
            : option.Form.Choices.Contains(text) ? text
            : null;
    }

    private static string Plain(string meaning)
    {
        var text = meaning.Replace("`", "", StringComparison.Ordinal) + ".";
        return meaning.StartsWith('`') ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static JsonObject Child(JsonObject section, string name)
    {
        if (name == "*")
        {
            return section["additionalProperties"] as JsonObject ?? Fresh(section);
        }

        var properties = section["properties"]!.AsObject();
        if (properties[name] is not JsonObject child)
        {
            properties[name] = child = NewSection();
        }

        return child;

        static JsonObject Fresh(JsonObject section)
        {
            var names = NewSection();
            section["additionalProperties"] = names;
            section.Remove("properties");
            return names;
        }
    }

    private static void Put(JsonObject section, string name, JsonObject value)
    {
        if (name == "*")
        {
            section["additionalProperties"] = value;
            section.Remove("properties");
        }
        else
        {
            section["properties"]!.AsObject()[name] = value;
        }
    }

    private static void Require(JsonObject section, string name)
    {
        if (section["required"] is not JsonArray names)
        {
            section["required"] = names = [];
        }

        if (!names.Any(known => (string?)known == name))
        {
            names.Add(name);
        }
    }

    private static JsonObject NewSection() => new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };
}
