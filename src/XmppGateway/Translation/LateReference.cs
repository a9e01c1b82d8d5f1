using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>
/// The name of a message that has no foreign id yet, because it is still on its way itself: people correct what they have just sent. It is
/// stored in the place of the foreign id, and replaced when the message's fate is known (<see cref="Outbox.LateReferences"/>).
/// </summary>
internal static class LateReference
{
    // No network's ids begin with a control character.
    private const string Mark = "\u0001stanza:";

    /// <summary>A reference to the message of the user with this stanza id.</summary>
    public static RemoteMessageId To(string stanzaId) => new(Mark + stanzaId);

    /// <summary>The stanza id; null for the id of a foreign message.</summary>
    public static string? StanzaIdOf(RemoteMessageId id) =>
        id.Value.StartsWith(Mark, StringComparison.Ordinal) ? id.Value[Mark.Length..] : null;
}
