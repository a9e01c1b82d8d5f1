namespace XmppGateway.Xmpp.Stanzas;

/// <summary>When a stanza is answered with an error, and with what.</summary>
public static class StanzaAnswers
{
    /// <summary>Whether an error may be sent back for this stanza.</summary>
    public static bool MayAnswerWithError(Stanza stanza) => stanza switch
    {
        // Without an address nobody could get it, or it could not come from us.
        { From: null } or { To: null } => false,

        // RFC 6120 §8.3.1: never answer an error with an error.
        { IsError: true } => false,

        // RFC 6120 §8.2.3 (3): the answer to an IQ is not answered.
        { Kind: StanzaKind.Iq } => stanza.IsRequest,

        // RFC 6121 §5.2.2: errors to a headline serve nobody.
        { Kind: StanzaKind.Message } => stanza.Type is not "headline",

        // Only who asks for something waits for an answer, and who joins a room (XEP-0045 §7.2).
        _ => stanza.Type is "subscribe" or "probe"
            || (stanza.Type is null && (stanza.To.Resource is not null || stanza.Payload(Namespaces.Rooms + "x") is not null)),
    };

    /// <summary>The error stanza to send for <paramref name="stanza"/>; null when none may be sent.</summary>
    public static Stanza? Error(Stanza stanza, StanzaError error)
    {
        if (!MayAnswerWithError(stanza))
        {
            return null;
        }

        // The request is not sent back with it (RFC 6120 §8.3.1 leaves the choice): it can be large, and holds what people wrote.
        var answer = stanza.Reply();
        answer.Type = "error";
        return answer.With(error.ToElement());
    }
}
