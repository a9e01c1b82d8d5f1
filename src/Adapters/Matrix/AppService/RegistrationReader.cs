namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>
/// Reads a registration file. Knows the small part of YAML that registrations are written in (one level of scalars, the namespaces below
/// it) and refuses anything else by line number, rather than take half of it.
/// </summary>
internal static class RegistrationReader
{
    private const int MaxLength = 64 * 1024;

    /// <exception cref="FormatException">Says what is wrong, for the operator; shows no value.</exception>
    public static Registration Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new FormatException("The registration is longer than 64 KiB.");
        }

        var scalars = new Dictionary<string, string>(StringComparer.Ordinal);
        var regexes = new Dictionary<string, string>(StringComparer.Ordinal);
        string? section = null;
        string? list = null;
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r', ' ')))
        {
            number++;
            var content = line.TrimStart(' ');
            var indent = line.Length - content.Length;
            if (content.Length == 0 || content[0] == '#' || line == "---")
            {
                continue;
            }

            var entry = content.StartsWith("- ", StringComparison.Ordinal);
            var (key, value) = Split(entry ? content[2..].TrimStart(' ') : content, number);
            if (indent == 0 && !entry)
            {
                (section, list) = (key, null);
                Add(scalars, key, value, number);
            }
            else if (section == "namespaces" && !entry && key is "users" or "aliases" or "rooms" && value.Length == 0)
            {
                list = key;
            }
            else if (list is not null && key == "regex")
            {
                Add(regexes, list, value, number);
            }
            else if (list is null || key != "exclusive")
            {
                throw new FormatException($"Line {number}: only what `matrix-registration` prints is understood here.");
            }
        }

        return new Registration
        {
            Id = Required(scalars, "id"),
            Url = Required(scalars, "url"),
            AsToken = Required(scalars, "as_token"),
            HsToken = Required(scalars, "hs_token"),
            SenderLocalpart = Required(scalars, "sender_localpart"),
            UserRegex = regexes.GetValueOrDefault("users", ""),
            WantsEphemeral = scalars.GetValueOrDefault("receive_ephemeral") == "true" || scalars.GetValueOrDefault("de.sorunome.msc2409.push_ephemeral") == "true",
            NamesProtocol = scalars.GetValueOrDefault("protocols") == ThirdParty.Protocol,
            AliasRegex = regexes.GetValueOrDefault("aliases", ""),
        };
    }

    private static void Add(Dictionary<string, string> values, string key, string value, int number)
    {
        if (!values.TryAdd(key, value))
        {
            throw new FormatException($"Line {number}: a second value for {key}.");
        }
    }

    private static string Required(Dictionary<string, string> scalars, string key) =>
        scalars.GetValueOrDefault(key) is { Length: > 0 } value ? value : throw new FormatException($"{key} is missing.");

    private static (string Key, string Value) Split(string content, int number)
    {
        var colon = content.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || content.Contains('\t', StringComparison.Ordinal) || (colon + 1 < content.Length && content[colon + 1] != ' '))
        {
            throw new FormatException($"Line {number}: expected `key: value`.");
        }

        return (content[..colon], Scalar(content[(colon + 1)..].Trim(' '), number));
    }

    private static string Scalar(string text, int number)
    {
        if (text.Length == 0 || text == "[]")
        {
            return "";
        }

        if (text == $"[{ThirdParty.Protocol}]")
        {
            // The one list with something in it.
            return ThirdParty.Protocol;
        }

        if (text[0] is '\'' or '"')
        {
            var inner = text.Length >= 2 && text[^1] == text[0]
                ? text[1..^1]
                : throw new FormatException($"Line {number}: a quote is not closed.");
            var simple = text[0] == '\'' ? inner.Replace("''", "", StringComparison.Ordinal) : inner;
            return simple.Contains(text[0], StringComparison.Ordinal) || (text[0] == '"' && simple.Contains('\\', StringComparison.Ordinal))
                ? throw new FormatException($"Line {number}: this quoted text is not understood; use single quotes.")
                : inner.Replace("''", text[0] == '\'' ? "'" : "''", StringComparison.Ordinal);
        }

        // YAML 1.2 §7.3.3: what a plain scalar may not begin with or hold.
        return "[]{}&*!|>%@`,#?-".Contains(text[0], StringComparison.Ordinal)
            || text.Contains(" #", StringComparison.Ordinal) || text.Contains(": ", StringComparison.Ordinal)
                ? throw new FormatException($"Line {number}: this value is not understood; put it in single quotes.")
                : text;
    }
}
