using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>
/// Requests that only lead out of the gateway: to be removed (XEP-0077 §3.2), and the command for it. Who has registered may do that whatever
/// the rules say by now.
/// </summary>
internal static class Leaving
{
    /// <summary>The node of the command.</summary>
    public const string Node = "unregister";

    /// <summary>True for such a request. Pure.</summary>
    public static bool Is(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "set", To.Local: null }
        && (Registration.Find(stanza) is { IsRemoval: true } || AdHocCommand.Find(stanza) is { Node: Node });
}
