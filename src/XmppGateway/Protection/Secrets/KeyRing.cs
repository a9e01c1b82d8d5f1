namespace XmppGateway.Protection.Secrets;

/// <summary>The keys for secrets: the first seals, all of them open.</summary>
internal sealed class KeyRing
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ','];
    private readonly IReadOnlyList<SecretKey> _keys;

    private KeyRing(IReadOnlyList<SecretKey> keys) => _keys = keys;

    /// <summary>The one that seals.</summary>
    public SecretKey Newest => _keys[0];

    public int Count => _keys.Count;

    /// <summary>
    /// Reads keys, the newest first, separated by line ends, blanks or commas; what follows a <c>#</c> on its line does not count. The error
    /// says what is wrong without telling a key.
    /// </summary>
    public static (KeyRing? Ring, string? Error) Parse(string text)
    {
        var words = text.Split('\n').SelectMany(line => line.Split('#')[0].Split(Separators, StringSplitOptions.RemoveEmptyEntries)).ToList();
        var keys = new List<SecretKey>();
        foreach (var word in words)
        {
            if (SecretKey.Parse(word) is not { } key)
            {
                return (null, $"holds something in place {keys.Count + 1} that is no key of 32 bytes in base64: make one with \"xmpp-gateway secrets new-key\"");
            }

            if (keys.Exists(k => k.Id == key.Id))
            {
                return (null, $"holds the key in place {keys.Count + 1} twice");
            }

            keys.Add(key);
        }

        return keys.Count == 0 ? (null, "holds no key: make one with \"xmpp-gateway secrets new-key\"") : (new KeyRing(keys), null);
    }

    /// <summary>The key of that name; null when it is gone.</summary>
    public SecretKey? Find(string id) => _keys.FirstOrDefault(key => key.Id == id);

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"{_keys.Count} keys, newest {Newest}";
}
