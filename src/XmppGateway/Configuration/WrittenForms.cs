using System.Text.Json;

namespace XmppGateway.Configuration;

/// <summary>In which form a key was written.</summary>
internal enum WrittenForm
{
    /// <summary>A text, a number, true or false.</summary>
    Value,

    /// <summary>A JSON list.</summary>
    List,

    /// <summary>A JSON object.</summary>
    Section,

    /// <summary>An environment variable: one value, or a list with commas.</summary>
    Variable,

    /// <summary>Not at all, but there is an environment variable below it: a list or a section.</summary>
    Branch,
}

/// <summary>Notes the form of every key, which the flat layer that options are read from does not tell: "a" and ["a"] look alike there.</summary>
internal static class WrittenForms
{
    private static readonly JsonDocumentOptions AsTheReaderOfValues = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    public static void Note(string json, IDictionary<string, WrittenForm> forms)
    {
        using var document = JsonDocument.Parse(json, AsTheReaderOfValues);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            Note(property.Name, property.Value, forms);
        }
    }

    public static void NoteVariable(string key, IDictionary<string, WrittenForm> forms)
    {
        forms[key] = WrittenForm.Variable;
        for (var end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            forms.TryAdd(key[..end], WrittenForm.Branch);
        }
    }

    private static void Note(string path, JsonElement element, IDictionary<string, WrittenForm> forms)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                forms[path] = WrittenForm.Section;
                foreach (var property in element.EnumerateObject())
                {
                    Note(path + ":" + property.Name, property.Value, forms);
                }

                break;
            case JsonValueKind.Array:
                forms[path] = WrittenForm.List;
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Note(FormattableString.Invariant($"{path}:{index}"), item, forms);
                }

                break;
            case JsonValueKind.Null:
                // As good as left out.
                break;
            default:
                forms[path] = WrittenForm.Value;
                break;
        }
    }
}
