namespace XmppGateway.Storage;

/// <summary>One inbox row.</summary>
internal sealed record InboxEntry
{
    public const string ReferencePrefix = "in-";

    /// <summary>How the stanza ids of the gateway's own notices begin. It gives them itself; no arrival has a say in its own.</summary>
    public const string NoticePrefix = "aside-";

    /// <summary>How many characters of the stanza id are in a reference.</summary>
    public const int ReferenceLength = 8;

    /// <summary>Order of acceptance; given by the store, never reused.</summary>
    public long Sequence { get; init; }

    public required string Network { get; init; }

    public required string Lane { get; init; }

    /// <summary>Unique in the network, also after completion.</summary>
    public required string Key { get; init; }

    /// <summary>The id of the stanza to be sent; several stanzas of one entry append a number.</summary>
    public required string StanzaId { get; init; }

    /// <summary>True for an uninterpreted arrival.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The event serialised by the engine, or the raw arrival.</summary>
    public required byte[] Payload { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Nobody is to be told when this program fails on it: those concerned know already, or it is itself such a notice.</summary>
    public bool Told { get; init; }

    /// <summary>True for what the gateway itself says about another entry on which it failed.</summary>
    public bool IsNotice => StanzaId.StartsWith(NoticePrefix, StringComparison.Ordinal);

    /// <summary>What people call it by when it was put aside; the same after a retry.</summary>
    public string Reference => ReferenceOf(StanzaId);

    /// <summary>Written to the message map in the same commit; null when nothing can be mapped yet. Not read back.</summary>
    public MappedMessage? Map { get; init; }

    /// <summary>Short enough to be typed. Among the few that are put aside, two never look alike.</summary>
    public static string ReferenceOf(string stanzaId) => ReferencePrefix + stanzaId[..Math.Min(stanzaId.Length, ReferenceLength)];
}
