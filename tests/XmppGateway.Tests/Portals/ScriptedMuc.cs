using System.Collections.Concurrent;
using System.Threading.Channels;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Tests.Portals;

/// <summary>A link with one room behind it, <c>garden@rooms.test</c>, which does what XEP-0045 says and what a test wants.</summary>
internal sealed class ScriptedMuc : IComponentLink
{
    public static readonly Jid Room = Jid.Parse("garden@rooms.test");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Jid> _occupants = new(StringComparer.Ordinal);
    private readonly List<(string Id, Stanza Stanza)> _archive = [];
    private readonly Channel<Stanza> _toUs = Channel.CreateUnbounded<Stanza>();
    private readonly List<Stanza> _late = [];
    private int _ids;

    public string Network => "matrix";

    public string Domain => "matrix.localhost";

    public bool IsAttached { get; set; } = true;

    public bool HasArchive { get; init; } = true;

    /// <summary>The condition with which it answers a message of somebody; null takes it.</summary>
    public Func<Stanza, string?> Refuses { get; set; } = _ => null;

    /// <summary>The condition with which it answers who comes; null lets them in.</summary>
    public Func<Stanza, string?> RefusesEntry { get; set; } = _ => null;

    /// <summary>True while it hears and shows nothing, like a server that is gone.</summary>
    public bool IsSilent { get; set; }

    /// <summary>So many questions to it are lost, and what is said before them is on its way for so long.</summary>
    public int LostPings { get; set; }

    /// <summary>True while its archive does not answer, and all else does.</summary>
    public bool IsArchiveSilent { get; set; }

    /// <summary>How many messages it tells who comes in.</summary>
    public int History { get; set; } = int.MaxValue;

    /// <summary>How many messages its archive tells at once.</summary>
    public int ArchivePage { get; set; } = 1000;

    /// <summary>What it sends, in order.</summary>
    public ChannelReader<Stanza> ToUs => _toUs.Reader;

    /// <summary>What was said, as <c>nick: text</c>.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_lock)
            {
                return [.. _archive.Select(item => $"{item.Stanza.From!.Resource}: {item.Stanza.Body}")];
            }
        }
    }

    /// <summary>Who is there.</summary>
    public IReadOnlyList<string> Nicks
    {
        get
        {
            lock (_lock)
            {
                return [.. _occupants.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public IReadOnlyList<Stanza> Archive
    {
        get
        {
            lock (_lock)
            {
                return [.. _archive.Select(item => item.Stanza)];
            }
        }
    }

    /// <summary>What people are in the room, by name; none of them is anything without it. Who has a rank shows their address.</summary>
    public Dictionary<string, RoomAffiliation> Ranks { get; } = new(StringComparer.Ordinal);

    /// <summary>What the gateway is in the room.</summary>
    public RoomAffiliation OurRank { get; set; }

    /// <summary>Stanzas of IQs that were asked.</summary>
    public ConcurrentQueue<Stanza> Asked { get; } = new();

    /// <summary>Somebody of the XMPP side comes in.</summary>
    public void Enter(string nick)
    {
        lock (_lock)
        {
            _occupants[nick] = Jid.Parse($"{nick}@localhost/phone");
            TellOurs(nick, null, null);
        }
    }

    /// <summary>Somebody goes, or is put out with a status.</summary>
    public void Leave(string nick, int? status = null, string? reason = null, string? newNick = null)
    {
        lock (_lock)
        {
            if (_occupants.TryGetValue(nick, out var jid))
            {
                TellOurs(nick, status, reason, newNick);
                _occupants.Remove(nick);
                if (newNick is not null)
                {
                    _occupants[newNick] = jid;
                    TellOurs(newNick, null, null);
                }
            }
        }
    }

    /// <summary>The service starts anew: it knows nobody any more and tells nobody.</summary>
    public void ForgetEverybody()
    {
        lock (_lock)
        {
            _occupants.Clear();
        }
    }

    /// <summary>Somebody says something; returns the room's id.</summary>
    public string Say(string nick, string? body, string? id = null, params XElement[] payloads)
    {
        var stanza = Stanza.Message(Room.WithResource(nick), Room, "groupchat", id ?? "x" + ++_ids);
        stanza.Body = body;
        foreach (var payload in payloads)
        {
            stanza.Payloads.Add(payload);
        }

        return Show(stanza);
    }

    /// <summary>Whether the room does what its people order (§9).</summary>
    public bool TakesOrders { get; set; }

    /// <summary>Whom it bans, as it tells its administrators.</summary>
    public List<Jid> Outcasts { get; } = [];

    /// <summary>What was ordered.</summary>
    public List<RoomItem> Orders { get; } = [];

    /// <summary>§9: says to ours what somebody is to the room who is not in it.</summary>
    public void Tell(string? type, RoomItem item)
    {
        lock (_lock)
        {
            foreach (var self in _occupants.Values.Where(self => self.Domain == Domain))
            {
                _toUs.Writer.TryWrite(Stanza.Message(Room, self, type).With(new RoomNews { Item = item }.ToElement()));
            }
        }
    }

    /// <summary>Ours see the address of an occupant from now on, which is given back.</summary>
    public Jid Reveal(string nick)
    {
        var jid = Jid.Parse(nick + "@localhost");
        lock (_lock)
        {
            foreach (var self in _occupants.Values.Where(self => self.Domain == Domain))
            {
                _toUs.Writer.TryWrite(Stanza.Presence(Room.WithResource(nick), self)
                    .With(new RoomNews { Item = new RoomItem { Affiliation = RoomAffiliation.None, Role = RoomRole.Participant, Jid = jid } }.ToElement()));
            }
        }

        return jid;
    }

    public ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsAttached && !IsSilent && LostPings > 0 && stanza is { Kind: StanzaKind.Message, Type: "groupchat" })
            {
                _late.Add(stanza);
            }
            else if (IsAttached && !IsSilent)
            {
                Take(stanza);
            }
        }

        return ValueTask.FromResult(IsAttached);
    }

    public Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Asked.Enqueue(request);
            if (Ping.IsRequest(request) && LostPings > 0)
            {
                LostPings--;
                return Task.FromResult<Stanza?>(null);
            }

            foreach (var late in _late.ToList())
            {
                _late.Remove(late);
                Take(late);
            }

            var isSilent = IsSilent || (IsArchiveSilent && request.Payload(Namespaces.Archive + "query") is not null);
            return Task.FromResult(IsAttached && !isSilent ? Answer(request) : null);
        }
    }

    public Task<bool> PassFenceAsync(CancellationToken cancellationToken) => Task.FromResult(IsAttached);

    private void Take(Stanza stanza)
    {
        var nick = stanza.To!.Resource;
        if (stanza.Kind == StanzaKind.Presence && nick is not null)
        {
            TakePresence(stanza, nick);
        }
        else if (stanza is { Kind: StanzaKind.Message, Type: "groupchat" })
        {
            var speaker = _occupants.FirstOrDefault(each => each.Value == stanza.From).Key;
            if ((speaker is null ? StanzaConditions.NotAcceptable : Refuses(stanza)) is { } condition)
            {
                _toUs.Writer.TryWrite(StanzaAnswers.Error(stanza, StanzaError.Of(condition))!);
                return;
            }

            var shown = Stanza.Message(Room.WithResource(speaker!), Room, "groupchat", stanza.Id);
            foreach (var payload in stanza.Payloads)
            {
                shown.Payloads.Add(new XElement(payload));
            }

            Show(shown);
        }
    }

    private void TakePresence(Stanza stanza, string nick)
    {
        var known = _occupants.FirstOrDefault(each => each.Value == stanza.From).Key;
        if (stanza.Type == "unavailable")
        {
            if (known is not null)
            {
                TellOurs(known, null, null, gone: true);
                _occupants.Remove(known);
            }

            return;
        }

        if ((_occupants.TryGetValue(nick, out var other) && other != stanza.From ? StanzaConditions.Conflict : RefusesEntry(stanza)) is { } condition)
        {
            _toUs.Writer.TryWrite(StanzaAnswers.Error(stanza, StanzaError.Of(condition))!);
            return;
        }

        if (known is not null && known != nick)
        {
            TellOurs(known, RoomStatus.NickChanged, null, nick);
            _occupants.Remove(known);
        }

        foreach (var each in _occupants.Keys.Where(each => each != nick).ToList())
        {
            _toUs.Writer.TryWrite(Presence(each, stanza.From!, null, null, null, false));
        }

        _occupants[nick] = stanza.From!;
        TellOurs(nick, null, null);
        foreach (var (id, said) in RoomJoin.Find(stanza, DateTimeOffset.MinValue) is { MaximumStanzas: not 0 } ? _archive.TakeLast(History) : [])
        {
            _toUs.Writer.TryWrite(Copy(id, said, stanza.From!).With(Delay.Create(DateTimeOffset.UnixEpoch, Room)));
        }
    }

    private Stanza? Answer(Stanza request)
    {
        if (DiscoInfo.IsRequest(request))
        {
            var info = new DiscoInfo([], HasArchive ? [Namespaces.Rooms.NamespaceName, Namespaces.Archive.NamespaceName] : [Namespaces.Rooms.NamespaceName]);
            return request.Reply().With(info.ToElement());
        }

        if (Ping.IsRequest(request))
        {
            return _occupants.ContainsValue(request.From!)
                ? request.Reply()
                : StanzaAnswers.Error(request, StanzaError.Of(StanzaConditions.NotAcceptable));
        }

        if (TakesOrders && request.Type == "get" && RoomOrders.Find(request) is { Items: [{ Affiliation: RoomAffiliation.Outcast }] })
        {
            return request.Reply().With(new RoomOrders([.. Outcasts.Select(jid => new RoomItem { Affiliation = RoomAffiliation.Outcast, Jid = jid })]).ToElement());
        }

        if (TakesOrders && request.Payload(Namespaces.RoomAdmin + "query")?.Element(Namespaces.RoomAdmin + "item") is { } order)
        {
            Orders.Add(RoomItem.Parse(order));
            return request.Reply();
        }

        if (request.Payload(Namespaces.Archive + "query") is not { } query)
        {
            return StanzaAnswers.Error(request, StanzaError.Of(StanzaConditions.Forbidden));
        }

        var after = ResultSetQuery.Find(query).After;
        var rest = after is null ? _archive : [.. _archive.SkipWhile(item => item.Id != after).Skip(1)];
        var items = rest.Take(ArchivePage).ToList();
        foreach (var (id, said) in items)
        {
            _toUs.Writer.TryWrite(Stanza.Message(Room, request.From!, null).With(new XElement(
                Namespaces.Archive + "result", query.Attribute("queryid"), new XAttribute("id", id), Forwarding.Wrap(said))));
        }

        return request.Reply().With(new XElement(
            Namespaces.Archive + "fin", new XAttribute("complete", items.Count == rest.Count ? "true" : "false"), new ResultSet(null, items.Count == 0 ? null : items[^1].Id, null).ToElement()));
    }

    private string Show(Stanza stanza)
    {
        lock (_lock)
        {
            var id = "a" + (_archive.Count + 1);
            _archive.Add((id, stanza));
            foreach (var us in _occupants.Values.Where(jid => jid.Domain == Domain))
            {
                _toUs.Writer.TryWrite(Copy(id, stanza, us));
            }

            return id;
        }
    }

    private Stanza Copy(string id, Stanza stanza, Jid to)
    {
        var copy = Stanza.Message(stanza.From!, to, stanza.Type, stanza.Id);
        foreach (var payload in stanza.Payloads)
        {
            copy.Payloads.Add(new XElement(payload));
        }

        return HasArchive ? copy.With(OriginId.CreateAssigned(id, Room)) : copy;
    }

    private void TellOurs(string nick, int? status, string? reason, string? newNick = null, bool gone = false)
    {
        foreach (var us in _occupants.Values.Where(jid => jid.Domain == Domain))
        {
            _toUs.Writer.TryWrite(Presence(nick, us, status, reason, newNick, gone));
        }
    }

    private Stanza Presence(string nick, Jid to, int? status, string? reason, string? newNick, bool gone)
    {
        List<int> statuses = _occupants.GetValueOrDefault(nick) == to ? [RoomStatus.Self] : [];
        if (status is { } code)
        {
            statuses.Add(code);
        }

        return Stanza.Presence(Room.WithResource(nick), to, status is null && !gone ? null : "unavailable")
            .With(new RoomNews { Item = ItemOf(nick) with { Nick = newNick, Reason = reason }, Statuses = statuses }.ToElement());
    }

    private RoomItem ItemOf(string nick) =>
        Ranks.TryGetValue(nick, out var rank) ? new RoomItem { Affiliation = rank, Jid = _occupants.GetValueOrDefault(nick) }
        : _occupants.GetValueOrDefault(nick)?.Domain == Domain ? new RoomItem { Affiliation = OurRank }
        : new RoomItem();
}
