using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0184: message delivery receipts.</summary>
public static class Receipts
{
    public static readonly string Feature = Namespaces.Receipts.NamespaceName;

    private static readonly XName RequestName = Namespaces.Receipts + "request";
    private static readonly XName ReceivedName = Namespaces.Receipts + "received";

    public static XElement Request() => new(RequestName);

    /// <summary>XEP-0184 §5.3: not for errors, and not for a message that is itself a receipt.</summary>
    public static bool IsRequested(Stanza message) =>
        message is { Kind: StanzaKind.Message, IsError: false, Id.Length: > 0 } && message.Payload(RequestName) is not null
        && message.Payload(ReceivedName) is null;

    /// <summary>The id of the message that was received; null when this is no receipt.</summary>
    public static string? ReceivedId(Stanza message) => message.Payload(ReceivedName)?.Attribute("id")?.Value;

    /// <summary>The receipt for the message with that id; the stanza's own id is up to the caller.</summary>
    public static XElement Received(string id) => new(ReceivedName, new XAttribute("id", id));

    /// <summary>A whole receipt, as an answer to the message that asked for it.</summary>
    public static Stanza Answer(Stanza message, string id)
    {
        var receipt = message.Reply();
        receipt.Id = id;
        return receipt.With(Received(message.Id ?? ""));
    }
}
