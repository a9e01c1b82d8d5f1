using System.Globalization;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Protection;
using XmppGateway.Rooms;

namespace XmppGateway.Configuration;

/// <summary>Reads typed values out of a section and notes what is wrong with them; reading goes on with a harmless value.</summary>
internal sealed class OptionReader(IConfigurationSection section, List<ConfigurationError> errors)
{
    /// <summary>The text, or null when there is none.</summary>
    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

    /// <summary>The text; a missing one is an error.</summary>
    public string Required(string key, string example)
    {
        // A key that is there and empty was reported by whoever emptied it, or is as good as missing.
        var text = Text(key);
        if (text is null && !HasError(key + OptionTable.FileSuffix))
        {
            Fail(key, $"is missing, for example {example}");
        }

        return text ?? "";
    }

    /// <summary>One of a few words.</summary>
    public string Choice(string key, string fallback, params ReadOnlySpan<string> words)
    {
        var text = Text(key) ?? fallback;
        foreach (var word in words)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        Fail(key, $"is \"{text}\", but must be one of: {string.Join(", ", words!)}{UnknownKeys.Suggest(text, words.ToArray())}");
        return fallback;
    }

    /// <summary>One value of an enumeration, by name.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum =>
        Enum.Parse<T>(Choice(key, fallback.ToString(), Enum.GetNames<T>()));

    public int Number(string key, int fallback, int least, int most)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(key, string.Create(CultureInfo.InvariantCulture, $"is \"{text}\", but must be a number from {least} to {most}"));
        return fallback;
    }

    /// <summary>A number that need not be there.</summary>
    public int? NumberOrNull(string key, int least, int most) => Text(key) is null ? null : Number(key, least, least, most);

    /// <summary>How many a minute and how many at once: two keys that begin alike.</summary>
    public RateLimit Rate(string name, RateLimit otherwise) => new(
        Number(name + "PerMinute", otherwise.PerMinute, 0, 1_000_000), Number(name + "Burst", otherwise.Burst, 1, 1_000_000));

    /// <summary>Rooms by address, id or server.</summary>
    public IReadOnlyList<RoomPattern> RoomPatterns(string key)
    {
        var patterns = new List<RoomPattern>();
        foreach (var (path, text) in Items(key))
        {
            if (RoomPattern.TryParse(text, out var pattern))
            {
                patterns.Add(pattern);
            }
            else
            {
                errors.Add(new ConfigurationError(path, $"is \"{text}\", but must be an address or id of rooms, or a server as *:evil.example"));
            }
        }

        return patterns;
    }

    public HostPort? Server(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (!HostPort.TryParse(text, out var server))
        {
            Fail(key, $"is \"{text}\", but must be host:port, for example 127.0.0.1:5347");
        }

        return server;
    }

    /// <summary>A domain, prepared.</summary>
    public string Domain(string key, string example)
    {
        var text = Required(key, example);
        if (text.Length == 0 || (Jid.TryParse(text, out var jid) && jid is { Local: null, Resource: null }))
        {
            return text.Length == 0 ? "" : Jid.Parse(text).Domain;
        }

        Fail(key, $"is \"{text}\", but must be a domain, for example {example}");
        return "";
    }

    /// <summary>Bare JIDs and domains, prepared.</summary>
    public IReadOnlyList<Jid> Addresses(string key)
    {
        var addresses = new List<Jid>();
        foreach (var (path, text) in Items(key))
        {
            if (!Jid.TryParse(text, out var jid) || !jid.IsBare)
            {
                errors.Add(new ConfigurationError(path, $"is \"{text}\", but must be a bare JID or a domain"));
            }
            else if (addresses.Contains(jid))
            {
                errors.Add(new ConfigurationError(path, $"names {jid} a second time"));
            }
            else
            {
                addresses.Add(jid);
            }
        }

        return addresses;
    }

    /// <summary>Foreign addresses and domains.</summary>
    public IReadOnlyList<ContactPattern> Contacts(string key)
    {
        var contacts = new List<ContactPattern>();
        foreach (var (path, text) in Items(key))
        {
            if (ContactPattern.TryParse(text, out var contact))
            {
                contacts.Add(contact);
            }
            else
            {
                errors.Add(new ConfigurationError(path, $"is \"{text}\", but must be an address or a domain as *@example.com or *@*.example.com"));
            }
        }

        return contacts;
    }

    /// <summary>Web servers: hosts, hosts with ports, or their URLs without a path.</summary>
    public IReadOnlyList<Uri> Origins(string key)
    {
        var origins = new List<Uri>();
        foreach (var (path, text) in Items(key))
        {
            if (TrustedOrigins.TryParse(text, out var origin))
            {
                origins.Add(origin);
            }
            else
            {
                errors.Add(new ConfigurationError(path, $"is \"{text}\", but must be like upload.example.org, upload.example.org:5281 or http://10.0.0.5:5280"));
            }
        }

        return origins;
    }

    /// <summary>The address of an HTTP listener or of a web site.</summary>
    public string? Url(string key, bool listener)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || (!listener && url.Scheme == Uri.UriSchemeHttps));
        if (!isUrl)
        {
            Fail(key, $"is \"{text}\", but must be " + (listener ? "like http://127.0.0.1:8480" : "like https://bridge.example.org"));
        }

        return text;
    }

    /// <summary>An existing file; absolute.</summary>
    public string? ExistingFile(string key, string directory)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var file = Path.GetFullPath(text, directory);
        if (!File.Exists(file))
        {
            Fail(key, $"names {file}, which does not exist");
        }

        return file;
    }

    /// <summary>A file that can be created: its folder exists; absolute.</summary>
    public string? NewFile(string key, string directory)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var file = Path.GetFullPath(text, directory);
        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            Fail(key, $"is in the folder {Path.GetDirectoryName(file)}, which does not exist");
        }

        return file;
    }

    /// <summary>The whole key as the operator writes it.</summary>
    public string PathOf(string key) => section.Path.Length == 0 ? key : section.Path + ":" + key;

    public void Fail(string key, string text) => errors.Add(new ConfigurationError(PathOf(key), text));

    /// <summary>The items of a list: a JSON list, or one text with commas as environment variables have it.</summary>
    private IEnumerable<(string Path, string Text)> Items(string key)
    {
        var list = section.GetSection(key);
        return string.IsNullOrEmpty(list.Value)
            ? list.GetChildren().Select(item => (item.Path, item.Value ?? ""))
            : list.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => (list.Path, text));
    }

    private bool HasError(string key) => errors.Exists(e => string.Equals(e.Path, PathOf(key), StringComparison.OrdinalIgnoreCase));
}
