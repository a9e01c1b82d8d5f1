namespace XmppGateway.Storage;

/// <summary>
/// The stanza ids under which the outbox carries refusals: made of the id of what was refused, so that its author is told once. No user wrote
/// such an entry.
/// </summary>
internal static class RefusalKey
{
    private const string PrefixOfReturned = "error:";
    private const string PrefixOfStrangers = "stranger:";

    /// <summary>True in a statement for what is none of them.</summary>
    public const string IsNone = $"stanza_id NOT LIKE '{PrefixOfReturned}%' AND stanza_id NOT LIKE '{PrefixOfStrangers}%'";

    /// <summary>The refusal of an incoming message that could not be shown or was returned.</summary>
    public static string OfReturned(string stanzaId) => PrefixOfReturned + stanzaId;

    /// <summary>The refusal of what a stranger wrote.</summary>
    public static string OfStranger(string stanzaId) => PrefixOfStrangers + stanzaId;
}
