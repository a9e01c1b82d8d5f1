using System.Globalization;
using System.Xml.Linq;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A multi-user chat as the client of one person sees it (XEP-0045).</summary>
public sealed class Room(XmppUser user, string address, string nick)
{
    public static readonly XNamespace Muc = "http://jabber.org/protocol/muc";
    public static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";
    public static readonly XNamespace MucAdmin = "http://jabber.org/protocol/muc#admin";
    public static readonly XNamespace MucOwner = "http://jabber.org/protocol/muc#owner";
    private int _from;

    public string Address { get; } = address;

    public string Self { get; } = address + "/" + nick;

    /// <summary>Comes in; returns everything that came on that, up to the subject, which is last.</summary>
    public async Task<IReadOnlyList<XElement>> EnterAsync(XElement? history = null)
    {
        await KnockAsync(history);
        var last = await user.Received.FirstAsync(
            s => s.BareFrom() == Address && (s.IsError() || (s.Is("message") && s.Element(XmppUser.Client + "subject") is not null)), $"the end of entering {Self}", from: _from);
        Assert.False(last.IsError(), last.ToString());
        var all = user.Received.Snapshot();
        return [.. all.Take(all.ToList().IndexOf(last) + 1).Skip(_from).Where(s => s.BareFrom() == Address)];
    }

    /// <summary>Wants to come in, and waits for nothing.</summary>
    public Task KnockAsync(XElement? history = null)
    {
        _from = user.Received.Count;
        return user.SendAsync(new XElement(
            XmppUser.Client + "presence", new XAttribute("to", Self), new XAttribute("id", XmppUser.NewId()), new XElement(Muc + "x", history)));
    }

    public Task<XElement> RefusalAsync() => user.Received.FirstAsync(s => s.IsError() && s.BareFrom() == Address, $"an error of {Address}");

    public async Task LeaveAsync()
    {
        await user.SendPresenceAsync(Self, "unavailable");
        await PresenceAsync(nick, s => s.Type() == "unavailable" && StatusesOf(s).Contains(110));
    }

    /// <summary>Says something, with whatever else belongs to it; returns the stanza's id.</summary>
    public async Task<string> SayAsync(string? text, params XElement[] payloads)
    {
        var id = XmppUser.NewId();
        await SayAsync(text, id, payloads);
        return id;
    }

    /// <summary>Says something under this id.</summary>
    public Task SayAsync(string? text, string id, params XElement[] payloads) =>
        user.SendAsync(new XElement(
            XmppUser.Client + "message",
            new XAttribute("to", Address),
            new XAttribute("type", "groupchat"),
            new XAttribute("id", id),
            text is null ? null : new XElement(XmppUser.Client + "body", text),
            payloads));

    public Task<XElement> MessageAsync(string text) => user.Received.FirstAsync(
        s => s.Is("message") && s.Type() == "groupchat" && s.BareFrom() == Address && s.Text()?.Contains(text, StringComparison.Ordinal) == true, $"'{text}' in {Address}", from: _from);

    public Task<XElement> StanzaAsync(Func<XElement, bool> match, string what) =>
        user.Received.FirstAsync(s => s.BareFrom() == Address && match(s), what, from: _from);

    public Task<XElement> PresenceAsync(string occupant, Func<XElement, bool>? match = null) => user.Received.FirstAsync(
        s => s.Is("presence") && s.Attribute("from")?.Value == Address + "/" + occupant && match?.Invoke(s) != false, $"presence of {occupant}", from: _from);

    /// <summary>Asks whether this client is in the room (XEP-0410).</summary>
    public Task<XElement> PingAsync() => user.AskAsync(Self, "get", new XElement(XNamespace.Get("urn:xmpp:ping") + "ping"));

    /// <summary>Asks the room for something, or orders it; returns the answer.</summary>
    public Task<XElement> AskAsync(string type, XElement payload) => user.AskAsync(Address, type, payload);

    /// <summary>Orders one change about somebody: <c>nick</c>, <c>jid</c>, <c>role</c>, <c>affiliation</c>.</summary>
    public Task<XElement> OrderAsync(params (string Name, string Value)[] item) => OrderAsync(null, item);

    /// <summary>The same, with a reason.</summary>
    public Task<XElement> OrderAsync(string? reason, params (string Name, string Value)[] item) => AskAsync("set", new XElement(
        MucAdmin + "query",
        new XElement(MucAdmin + "item", item.Select(one => new XAttribute(one.Name, one.Value)), reason is null ? null : new XElement(MucAdmin + "reason", reason))));

    public static IReadOnlyList<int> StatusesOf(XElement stanza) =>
        [.. (stanza.Element(MucUser + "x")?.Elements(MucUser + "status") ?? []).Select(s => int.Parse(s.Attribute("code")!.Value, CultureInfo.InvariantCulture))];

    public static string? ItemOf(XElement presence, string attribute) => presence.Element(MucUser + "x")?.Element(MucUser + "item")?.Attribute(attribute)?.Value;

    /// <summary>The room's own id of a message (XEP-0359).</summary>
    public static string IdOf(XElement message) => message.Element(XNamespace.Get("urn:xmpp:sid:0") + "stanza-id")!.Attribute("id")!.Value;
}
