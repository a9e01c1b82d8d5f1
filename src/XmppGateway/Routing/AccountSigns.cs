using System.Xml.Linq;
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
    /// True for servers whose answers are known well enough to refuse mail on, by their own disco#info. COMPAT(Prosody 13): only with
    /// offline storage (feature <c>msgoffline</c>, on by default), since without it a message to anybody offline comes back.
    /// </summary>
    public static bool AreGivenBy(XElement? info) => SoftwareOf(info) switch
    {
        "ejabberd" => true,
        "Prosody" => info!.Elements(Namespaces.DiscoInfo + "feature").Any(f => (string?)f.Attribute("var") == "msgoffline"),
        _ => false,
    };

    /// <summary>
    /// COMPAT(Prosody 13): a probe for an account is answered (<c>unsubscribed</c>, or a presence) unless it has no contacts at
    /// all; one for no account is not. ejabberd answers neither.
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

    private static string? SoftwareOf(XElement? info) => info?.Elements(Namespaces.DiscoInfo + "identity")
        .Where(i => (string?)i.Attribute("category") == "server")
        .Select(i => (string?)i.Attribute("name"))
        .FirstOrDefault();
}
