namespace XmppGateway.Abstractions;

/// <summary>What the engine does with something that a contact's network may not have.</summary>
public enum Support
{
    /// <summary>Refused with an error that says so.</summary>
    Refused = 0,

    /// <summary>Sent as a readable <see cref="Message"/>.</summary>
    AsText,

    /// <summary>Handed to the adapter as it is.</summary>
    Native,
}

/// <summary>
/// What one contact's network can take. Drives service discovery, fallbacks and refusals. The default is a network of plain text, which
/// every adapter is that declares nothing.
/// </summary>
public sealed record Capabilities
{
    /// <summary>Plain text: later changes go out as readable text.</summary>
    public static Capabilities PlainText { get; } = new();

    /// <summary>Of an <see cref="Edit"/>.</summary>
    public Support Edits { get; init; } = Support.AsText;

    /// <summary>Of a <see cref="Retraction"/>.</summary>
    public Support Retractions { get; init; } = Support.AsText;

    /// <summary>Of <see cref="Abstractions.Reactions"/>.</summary>
    public Support Reactions { get; init; } = Support.AsText;

    /// <summary>The emoji that the network takes as reactions; null for all. Announced to clients (XEP-0444 §2.2).</summary>
    public IReadOnlyList<string>? AllowedReactions { get; init; }

    /// <summary>How many different reactions one person may have on one message; null for any number.</summary>
    public int? ReactionsPerPerson { get; init; }

    /// <summary>Of attachments: <see cref="Support.AsText"/> puts the link into the text.</summary>
    public Support Attachments { get; init; } = Support.AsText;

    /// <summary>The largest attachment in bytes; null for any size that the gateway allows.</summary>
    public long? LargestAttachment { get; init; }

    /// <summary>True when the network knows whether a message arrived at the contact, beyond its acceptance: it publishes <see cref="Receipt"/>.</summary>
    public bool Receipts { get; init; }

    /// <summary>
    /// True when it knows which message one answers (<see cref="Message.ReplyTo"/>). Otherwise the quotation that a client puts before an answer stays in its text.
    /// </summary>
    public bool Replies { get; init; }

    /// <summary>True when <see cref="Displayed"/> means something to it, in both directions.</summary>
    public bool DisplayMarkers { get; init; }

    /// <summary>True when the adapter takes and gives <see cref="ChatStateKind"/>.</summary>
    public bool ChatStates { get; init; }

    /// <summary>True when it tells since when people have done nothing: <see cref="PresenceState.IdleSince"/> (XEP-0012).</summary>
    public bool LastActivity { get; init; }

    /// <summary>True when it shows structure: <see cref="RichText"/> beyond plain text, spoilers too.</summary>
    public bool RichText { get; init; }

    /// <summary>
    /// True when the network sends letters: lines that a user writes quickly one after the other become one <see cref="Message"/>, a paragraph
    /// for each, for as long as the user wants (15 seconds unless they chose something else). Until then corrections and retractions change
    /// what is not sent yet, whatever <see cref="Edits"/> and <see cref="Retractions"/> say. One <see cref="DeliveryFailure"/> on it reaches every line.
    /// </summary>
    public bool MergesLines { get; init; }

    /// <summary>True when the contact never reads what is written to it (a no-reply sender; XEP-0506).</summary>
    public bool NoReply { get; init; }
}

/// <summary>Optional power: the network can more than plain text.</summary>
public interface IDeclaresCapabilities
{
    /// <summary>What this contact's network takes. Pure and fast: asked for each stanza.</summary>
    Capabilities CapabilitiesOf(RemoteContact contact);

    /// <summary>
    /// Whether a message is a command to the network and nobody's words: it is never part of a letter, whatever <see cref="Capabilities.MergesLines"/>
    /// says. Pure and fast: asked for each line.
    /// </summary>
    bool StandsAlone(Message message) => false;
}
