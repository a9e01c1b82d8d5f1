using XmppGateway.Abstractions;

namespace XmppGateway.Storage;

/// <summary>One open outbox row.</summary>
internal sealed record OutboxEntry
{
    /// <summary>What the sender of an entry that the operator has given up is told, and who lists the outbox meanwhile.</summary>
    public static readonly LocalText DroppedReason = new("removed by the operator", "vom Betreiber entfernt");

    /// <summary>Order of acceptance; given by the store, never reused.</summary>
    public long Sequence { get; init; }

    public required string Network { get; init; }

    /// <summary>The conversation: user and contact.</summary>
    public required string Lane { get; init; }

    /// <summary>The stable id that the adapter derives its own from.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The sender's bare JID.</summary>
    public required string User { get; init; }

    /// <summary>The contact's canonical id.</summary>
    public required string Contact { get; init; }

    /// <summary>The sender's full JID: where receipts and errors go.</summary>
    public required string From { get; init; }

    /// <summary>The stanza's id; empty when it had none.</summary>
    public required string StanzaId { get; init; }

    /// <summary>A hash of the content: tells a repeat from another message under a reused id.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>True when the sender is to have a receipt as soon as the foreign side has taken it.</summary>
    public bool WantsReceipt { get; init; }

    /// <summary>True when the sender is to have the receipt once the network says that it has arrived. Kept in the message map, and not read from here.</summary>
    public bool WantsArrival { get; init; }

    /// <summary>The event, serialised by the engine.</summary>
    public required byte[] Payload { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>True when the operator has given it up: such an entry expired in 1970.</summary>
    public bool IsDropped => ExpiresAt == DateTimeOffset.UnixEpoch;

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttempt { get; init; }

    public LocalText? LastReason { get; init; }

    /// <summary>The last entry of the letter as part of which it was tried; null before the first attempt, and where there are no letters.</summary>
    public long? LetterEnd { get; init; }
}
