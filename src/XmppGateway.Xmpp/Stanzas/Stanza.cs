using System.Text;
using System.Xml.Linq;
using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>
/// One stanza: prepared addresses, the common attributes (RFC 6120 §8.1) and its payloads. Payload elements of the stream's own
/// namespace (<c>body</c>, <c>subject</c>, <c>show</c>) are in <c>jabber:component:accept</c> here, as on the wire.
/// </summary>
public sealed class Stanza(StanzaKind kind)
{
    public StanzaKind Kind { get; } = kind;

    /// <summary>Null on an incoming stanza that had none, or one that is no valid address.</summary>
    public Jid? From { get; set; }

    /// <inheritdoc cref="From"/>
    public Jid? To { get; set; }

    public string? Id { get; set; }

    /// <summary>The <c>type</c> attribute as written; null when absent.</summary>
    public string? Type { get; set; }

    public string? Lang { get; set; }

    public IList<XElement> Payloads { get; } = new List<XElement>(2);

    /// <summary>
    /// Set on an incoming stanza that was above a limit of the stream: its payloads were thrown away unread, and this is the answer.
    /// </summary>
    public StanzaError? Refusal { get; internal set; }

    public bool IsError => Type == "error";

    /// <summary>An IQ that must be answered (RFC 6120 §8.2.3).</summary>
    public bool IsRequest => Kind == StanzaKind.Iq && Type is "get" or "set";

    /// <summary>The text of the message's body, or null. Setting null removes it.</summary>
    public string? Body
    {
        get => Payload(Names.Body)?.Value;
        set => SetText(Names.Body, value);
    }

    /// <summary>What the stanza holds in memory at most, roughly; counted against the queue of incoming stanzas.</summary>
    internal int Weight { get; set; }

    public static Stanza Message(Jid from, Jid to, string? type = "chat", string? id = null) =>
        new(StanzaKind.Message) { From = from, To = to, Type = type, Id = id };

    public static Stanza Presence(Jid from, Jid to, string? type = null) =>
        new(StanzaKind.Presence) { From = from, To = to, Type = type };

    /// <summary>An IQ request: <paramref name="type"/> is <c>get</c> or <c>set</c>.</summary>
    public static Stanza Iq(Jid from, Jid to, string type, string id, XElement payload) =>
        new(StanzaKind.Iq) { From = from, To = to, Type = type, Id = id, Payloads = { payload } };

    /// <summary>The first payload of that name, or null.</summary>
    public XElement? Payload(XName name)
    {
        foreach (var payload in Payloads)
        {
            if (payload.Name == name)
            {
                return payload;
            }
        }

        return null;
    }

    /// <summary>Adds a payload and gives this stanza back.</summary>
    public Stanza With(XElement payload)
    {
        Payloads.Add(payload);
        return this;
    }

    /// <summary>
    /// An answer to this stanza, still without payloads: addresses swapped, same id; the result of an IQ, a message of the same type,
    /// an available presence.
    /// </summary>
    public Stanza Reply() => new(Kind)
    {
        From = To,
        To = From,
        Id = Id,
        Type = Kind switch { StanzaKind.Iq => "result", StanzaKind.Message => Type, _ => null },
    };

    /// <summary>This stanza's text on the wire, without any limits. For tests and logs at the finest level.</summary>
    public string Render()
    {
        var buffer = new Utf8Buffer(512);
        StanzaRenderer.Render(this, buffer, int.MaxValue / 2, 1000);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{StanzaKinds.Name(Kind)} type={Type} id={Id}";

    private void SetText(XName name, string? text)
    {
        if (Payload(name) is { } present)
        {
            Payloads.Remove(present);
        }

        if (text is not null)
        {
            Payloads.Add(new XElement(name, text));
        }
    }

    private static class Names
    {
        public static readonly XName Body = Namespaces.Component + "body";
    }
}
