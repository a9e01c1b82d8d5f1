using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>When a failure is answered, and with what. Pure.</summary>
internal static class ErrorAnswers
{
    /// <summary>RFC 6120 §8.3.3.6.</summary>
    public static readonly StanzaError Bug = new(
        "internal-server-error", StanzaErrorType.Cancel, "The gateway failed on this. Its operator finds the reason in the log.");

    /// <summary>RFC 6120 §8.3.3.4.</summary>
    public static readonly StanzaError NotAllowed = new(
        "forbidden", StanzaErrorType.Auth, "You are not allowed to use this gateway.");

    /// <summary>True when the sender is told about a failure.</summary>
    public static bool IsAnswered(Stanza stanza) => (stanza.Kind, stanza.Type) switch
    {
        // RFC 6120 §8.3.1: never answer an error with an error.
        (_, "error") => false,
        // RFC 6120 §8.2.3: a result is not answered; an unknown type is a bad request.
        (StanzaKind.Iq, "result") => false,
        (StanzaKind.Iq, _) => true,
        // RFC 6121 §8.5: headlines are dropped in silence.
        (StanzaKind.Message, "headline") => false,
        (StanzaKind.Message, _) => true,
        // RFC 6121 §4.3, §4.4: notifications and probes have no error answer; a subscription request has.
        (StanzaKind.Presence, "subscribe") => true,
        _ => false,
    };

    /// <summary>The error answer: original id, addresses swapped, without the original payload (RFC 6120 §8.3.1 leaves it open).</summary>
    public static Stanza To(Stanza stanza, StanzaError error) => new(stanza.Kind)
    {
        From = stanza.To,
        To = stanza.From,
        Id = stanza.Id,
        Type = "error",
        Payloads = { Element(error) },
    };

    /// <summary>The <c>error</c> element of RFC 6120 §8.3.2.</summary>
    public static XElement Element(StanzaError error)
    {
        var element = new XElement(
            Namespaces.Component + "error",
            new XAttribute("type", error.Type.ToString().ToLowerInvariant()),
            new XElement(Namespaces.StanzaErrors + error.Condition));
        if (error.By is not null)
        {
            element.SetAttributeValue("by", error.By.ToString());
        }

        if (error.Text is not null)
        {
            element.Add(new XElement(
                Namespaces.StanzaErrors + "text", new XAttribute(XNamespace.Xml + "lang", "en"), error.Text));
        }

        return element;
    }
}
