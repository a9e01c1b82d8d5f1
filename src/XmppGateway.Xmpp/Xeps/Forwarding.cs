using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0297: a whole stanza as a payload, in the namespace of clients, as XEP-0356 wants it.</summary>
public static class Forwarding
{
    private static readonly XNamespace Forward = "urn:xmpp:forward:0";
    private static readonly XNamespace Client = "jabber:client";

    /// <summary>The wrapper around a stanza.</summary>
    public static XElement Wrap(Stanza stanza) => new(Forward + "forwarded", ToClientElement(stanza));

    /// <summary>The stanza as an element of a client's stream.</summary>
    public static XElement ToClientElement(Stanza stanza)
    {
        var element = new XElement(
            Client + NameOf(stanza.Kind),
            Attribute("from", stanza.From?.ToString()),
            Attribute("to", stanza.To?.ToString()),
            Attribute("id", stanza.Id),
            Attribute("type", stanza.Type),
            stanza.Lang is null ? null : new XAttribute(XNamespace.Xml + "lang", stanza.Lang));
        foreach (var payload in stanza.Payloads)
        {
            element.Add(Moved(payload, Namespaces.Component, Client));
        }

        return element;
    }

    /// <summary>The stanza in a <c>forwarded</c> child of an element; null when there is none that can be read. Its addresses are claims.</summary>
    public static Stanza? Unwrap(XElement outer)
    {
        if (outer.Element(Forward + "forwarded")?.Elements().FirstOrDefault(e => e.Name.Namespace == Client) is not { } inner ||
            KindOf(inner.Name.LocalName) is not { } kind)
        {
            return null;
        }

        var stanza = new Stanza(kind)
        {
            From = Jid.TryParse((string?)inner.Attribute("from"), out var from) ? from : null,
            To = Jid.TryParse((string?)inner.Attribute("to"), out var to) ? to : null,
            Id = (string?)inner.Attribute("id"),
            Type = (string?)inner.Attribute("type"),
        };
        foreach (var payload in inner.Elements())
        {
            stanza.Payloads.Add(Moved(payload, Client, Namespaces.Component));
        }

        return stanza;
    }

    /// <summary>A copy in which one namespace stands for another: payloads of the stream's own namespace change with the stream.</summary>
    private static XElement Moved(XElement element, XNamespace from, XNamespace to)
    {
        var copy = new XElement(element.Name.Namespace == from ? to + element.Name.LocalName : element.Name);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            copy.Add(new XAttribute(attribute));
        }

        foreach (var node in element.Nodes())
        {
            copy.Add(node switch
            {
                XElement child => Moved(child, from, to),
                XText text => new XText(text.Value),
                _ => null,
            });
        }

        return copy;
    }

    private static XAttribute? Attribute(string name, string? value) => value is null ? null : new XAttribute(name, value);

    private static string NameOf(StanzaKind kind) => kind switch
    {
        StanzaKind.Message => "message",
        StanzaKind.Presence => "presence",
        StanzaKind.Iq => "iq",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of stanza."),
    };

    private static StanzaKind? KindOf(string name) => name switch
    {
        "message" => StanzaKind.Message,
        "presence" => StanzaKind.Presence,
        "iq" => StanzaKind.Iq,
        _ => null,
    };
}
