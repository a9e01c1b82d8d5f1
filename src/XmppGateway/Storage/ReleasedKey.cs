namespace XmppGateway.Storage;

/// <summary>
/// The inbox keys of what was held and is released. They say for good that it was, and while such an entry is open, what else the same
/// contact has for the same user has to come behind it.
/// </summary>
internal static class ReleasedKey
{
    /// <summary>How they begin, and no others.</summary>
    public const string Prefix = "held ";

    /// <summary>The key of what was held under a stanza id.</summary>
    public static string Of(string stanzaId) => Prefix + stanzaId;

    /// <summary>True for an entry that was held and is released.</summary>
    public static bool IsOf(InboxEntry entry) => entry.Key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The key of an arrival from outside: a foreign id that begins like ours must not pass for released.</summary>
    public static string Outside(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? " " + key : key;
}
