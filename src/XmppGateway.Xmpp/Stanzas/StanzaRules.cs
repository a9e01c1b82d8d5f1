namespace XmppGateway.Xmpp.Stanzas;

/// <summary>What a stanza must be before a component may send it. Servers end the stream for most of these.</summary>
internal static class StanzaRules
{
    /// <summary>Why no server would take the stanza from the component <paramref name="domain"/>; null when one would.</summary>
    public static string? Violation(Stanza stanza, string domain) => stanza switch
    {
        // COMPAT(ejabberd, Prosody 13): without from or to the stream ends with improper-addressing or invalid-from.
        { From: null } => "The stanza has no sender.",
        { To: null } => "The stanza has no recipient.",
        _ when stanza.From.Domain != domain => "The sender is of another domain.",
        _ when !IsKnownType(stanza) => "The type is none of this kind of stanza.",
        { Kind: StanzaKind.Iq } => IqViolation(stanza),
        _ => null,
    };

    // RFC 6120 §8.2.3
    private static string? IqViolation(Stanza stanza) => stanza switch
    {
        { Id: null or "" } => "An IQ must have an id.",
        { IsRequest: true, Payloads.Count: not 1 } => "An IQ request has exactly one payload.",
        { Type: "result", Payloads.Count: > 1 } => "An IQ result has at most one payload.",
        _ => null,
    };

    // RFC 6121 §4.7.1, §5.2.2; RFC 6120 §8.2.3
    private static bool IsKnownType(Stanza stanza) => stanza.Kind switch
    {
        StanzaKind.Message => stanza.Type is null or "chat" or "error" or "groupchat" or "headline" or "normal",
        StanzaKind.Presence => stanza.Type is null or "error" or "probe" or "subscribe" or "subscribed" or "unavailable"
            or "unsubscribe" or "unsubscribed",
        _ => stanza.Type is "get" or "set" or "result" or "error",
    };
}
