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

    /// <summary>True for what leads there, too: looking for the command, and talking to the gateway. Pure.</summary>
    public static bool IsWay(Stanza stanza) => Is(stanza) || IsSaid(stanza)
        || (stanza is { Kind: StanzaKind.Iq, Type: "get", To.Local: null }
            && (DiscoInfo.RequestedNode(stanza) ?? DiscoItems.RequestedNode(stanza)) is { } node && (node == Node || node == AdHocCommand.Feature));

    /// <summary>True for something said to the gateway. Pure.</summary>
    public static bool IsSaid(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Message, To.Local: null, From.Local: not null } && stanza.Payload(Namespaces.Component + "body") is not null;

    /// <summary>True for such a request. Pure.</summary>
    public static bool Is(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "set", To.Local: null }
        && (Registration.Find(stanza) is { IsRemoval: true } || AdHocCommand.Find(stanza) is { Node: Node });
}
