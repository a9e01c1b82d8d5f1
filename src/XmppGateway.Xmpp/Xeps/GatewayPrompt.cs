using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0100 §6: <c>jabber:iq:gateway</c>, which asks for a foreign address and gives back the JID of it.</summary>
public static class GatewayPrompt
{
    public static readonly string Feature = Namespaces.Gateway.NamespaceName;

    private static readonly XName Query = Namespaces.Gateway + "query";
    private static readonly XName PromptName = Namespaces.Gateway + "prompt";

    /// <summary>The client asks what to ask its user.</summary>
    public static bool IsQuestion(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: "get" } && stanza.Payload(Query) is not null;

    /// <summary>What the user typed; null when this is no such request. May be empty.</summary>
    public static string? Typed(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: "set" } && stanza.Payload(Query) is { } query
        ? query.Element(PromptName)?.Value.Trim() ?? ""
        : null;

    /// <summary>The answer to the question, in the asker's language.</summary>
    public static XElement Question(string description, string prompt) => new(
        Query,
        new XElement(Namespaces.Gateway + "desc", description),
        new XElement(PromptName, prompt));

    /// <summary>The answer to what was typed.</summary>
    public static XElement Answer(Abstractions.Jid jid) => new(Query, new XElement(Namespaces.Gateway + "jid", jid.ToString()));
}
