using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// How servers betray that an account exists. No IQ does: RFC 6121 §8.5.1 has servers give the same answers for missing accounts, and
/// they do (tried with disco, vCard, pubsub, last activity, blocking, version, time and ping). Presence probes and messages do. Pure.
/// </summary>
internal static class AccountSigns
{
    /// <summary>
    /// Servers whose answers are known well enough to refuse mail on: the name in the XEP-0030 identity of the server.
    /// </summary>
    public static bool AreKnownOf(string? software) => software is "Prosody" or "ejabberd";

    /// <summary>
    /// COMPAT(Prosody 13): a probe for an account is answered (<c>unsubscribed</c>, or a presence), one for no account is not.
    /// ejabberd answers neither.
    /// </summary>
    public static AccountAnswer OfProbe(Stanza? presence) =>
        presence is { Kind: StanzaKind.Presence, IsError: false } ? AccountAnswer.Exists : AccountAnswer.CannotTell;

    /// <summary>
    /// A message without content: COMPAT(Prosody 13, ejabberd 24): <c>service-unavailable</c> without a text for no account.
    /// COMPAT(ejabberd 24): for an account that is offline the same with the text "User session not found". Asked only where the
    /// probe stayed without an answer.
    /// </summary>
    public static AccountAnswer OfMessage(Stanza? error)
    {
        if (error is not { Kind: StanzaKind.Message, IsError: true })
        {
            return AccountAnswer.CannotTell;
        }

        var read = ErrorReader.Read(error);
        return read switch
        {
            { Condition: "service-unavailable" or "item-not-found", Text: null } => AccountAnswer.Missing,
            { Condition: "service-unavailable" } => AccountAnswer.Exists,
            _ => AccountAnswer.CannotTell,
        };
    }
}
