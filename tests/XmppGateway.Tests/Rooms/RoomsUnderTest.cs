using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Rooms;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Rooms;

/// <summary>The rooms as in the program, on a real store, with a scripted network and link. Can be killed and started again.</summary>
internal sealed class RoomsUnderTest : IAsyncDisposable
{
    public const string Mia = "mia@remote.test";
    public const string Ben = "ben@remote.test";
    public static readonly Jid Phone = Jid.Parse("alice@localhost/phone");
    public static readonly Jid Desk = Jid.Parse("alice@localhost/desk");
    public static readonly Jid Carol = Jid.Parse("carol@localhost/tablet");
    public static readonly Jid Garden = Jid.Parse("#garden@rooms.test");

    private static readonly XNamespace Rooms = "http://jabber.org/protocol/muc";

    private readonly TemporaryStore _store;
    private RoomParts _parts = null!;
    private int _ids;

    private RoomsUnderTest(TemporaryStore store, RoomOptions options)
    {
        _store = store;
        Options = options;
        Room = Remote.Add("garden", (Mia, "Mia", RoomRank.Administrator), (Ben, "Ben", RoomRank.Guest));
        Network = new Network("rooms", Remote, Link);
        Link.OnAsk = question => question.Reply();
        BeginLife();
    }

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public FakeLink Link { get; } = new("rooms", "rooms.test");

    public ScriptedRooms Remote { get; } = new();

    public FakeFiles Files { get; } = new();

    public FakePrivileges Privileges { get; } = new();

    public FakeOutbox Outbox { get; } = new();

    public FakeSettings Settings { get; } = new();

    /// <summary>Whom users do not hear; without a user nobody does.</summary>
    public HashSet<(Jid? User, string Who)> Unheard { get; } = [];

    /// <summary>Who has left the network.</summary>
    public HashSet<Jid> Gone { get; } = [];

    /// <summary>The room called garden, with Mia and Ben.</summary>
    public ScriptedRoom Room { get; }

    public Network Network { get; }

    /// <summary>What the operator decides, from the next life on.</summary>
    public RoomOptions Options { get; set; }

    public IStore Store => _store.Store;

    public RoomParts Parts => _parts;

#pragma warning disable CA2000 // It goes with the rooms.
    public static async Task<RoomsUnderTest> StartAsync(RoomOptions? options = null) =>
        new(await TemporaryStore.OpenAsync(), options ?? RoomOptions.Default);
#pragma warning restore CA2000

    /// <summary>With one client in the room already.</summary>
    public static async Task<RoomsUnderTest> InsideAsync()
    {
        var rooms = await StartAsync();
        await rooms.EnterAsync(Phone);
        return rooms;
    }

    /// <summary>A new process on the same store.</summary>
    public async Task RestartAsync()
    {
        _parts.Dispose();
        await _store.ReopenAsync();
        BeginLife();
    }

    /// <summary>Gives a stanza to the handler that wants it; returns what was sent, until it is decided who has left.</summary>
    /// <exception cref="StanzaErrorException">It was refused.</exception>
    public async Task<IReadOnlyList<Stanza>> ReceiveAsync(Stanza stanza)
    {
        await HandleAsync(stanza);
        if (Time.HasTimer(RoomDeparture.UntilOffline))
        {
            Time.Advance(RoomDeparture.UntilOffline);
        }

        await _parts.Departure.IdleAsync();
        return Link.TakeSent();
    }

    /// <summary>The same, at once.</summary>
    public async Task<IReadOnlyList<Stanza>> BeginAsync(Stanza stanza)
    {
        await HandleAsync(stanza);
        return Link.TakeSent();
    }

    /// <summary>Whether the handler that wants a stanza would ask the network, which nobody may who has stopped it.</summary>
    public bool AsksNetwork(Stanza stanza) => _parts.Handlers.First(handler => handler.Handles(stanza)).AsksNetwork(stanza);

    /// <summary>The error with which a stanza is answered.</summary>
    public async Task<StanzaError> RefusalOfAsync(Stanza stanza) =>
        (await Assert.ThrowsAsync<StanzaErrorException>(() => ReceiveAsync(stanza))).Error;

    /// <summary>What the network tells, told to the clients.</summary>
    public async Task<IReadOnlyList<Stanza>> HappensAsync(RoomEvent what, string? stanzaId = null)
    {
        await _parts.Traffic.ShowAsync(Network, what, stanzaId ?? NextId(), CancellationToken.None);
        return Link.TakeSent();
    }

    /// <summary>The network has taken the newest thing that a user did, under this id.</summary>
    public async Task<IReadOnlyList<Stanza>> DeliveredAsync(string id, string? stanzaId = null)
    {
        var accepted = Outbox.Accepted[^1];
        var shown = await _parts.Traffic.ReflectAsync(
            Network, accepted.What, new RemoteMessageId(id), accepted.StanzaId ?? "", CancellationToken.None);
        return await HappensAsync(Assert.IsAssignableFrom<RoomEvent>(shown), stanzaId);
    }

    public Task<IReadOnlyList<Stanza>> EnterAsync(Jid client, string nick = "alice", Jid? room = null, XElement? history = null) =>
        ReceiveAsync(Join(client, nick, room, history));

    public static Stanza Join(Jid client, string? nick = "alice", Jid? room = null, XElement? history = null)
    {
        var to = room ?? Garden;
        return Stanza.Presence(client, nick is null ? to : to.WithResource(nick)).With(new XElement(Rooms + "x", history));
    }

    public static XElement History(params (string Name, string Value)[] limits) =>
        new(Rooms + "history", limits.Select(limit => new XAttribute(limit.Name, limit.Value)));

    public static Stanza Write(Jid client, string body, string id = "own-1", Jid? to = null)
    {
        var stanza = Stanza.Message(client, to ?? Garden, to?.Resource is null ? "groupchat" : "chat", id);
        stanza.Body = body;
        return stanza;
    }

    public Stanza Ask(Jid client, XElement payload, string type = "get", Jid? to = null) => Stanza.Iq(client, to ?? Garden, type, NextId(), payload);

    public RoomMessage Said(string id, string body, string by = Mia, ScriptedRoom? room = null) => new()
    {
        Room = (room ?? Room).Id,
        By = Who(by),
        Timestamp = Time.GetUtcNow(),
        Body = new RichText(body),
        Id = new RemoteMessageId(id),
    };

    public RoomMemberChange Changed(RoomMember member, RoomPassage passage = RoomPassage.Present, string? by = null, string? reason = null) => new()
    {
        Room = Room.Id,
        By = by is null ? member.Who : Who(by),
        Timestamp = Time.GetUtcNow(),
        Member = member,
        Passage = passage,
        Reason = reason,
    };

    /// <summary>Somebody with the name that they have in no room.</summary>
    public static RemoteContact Who(string id, string? name = null) => new(new RemoteUserId(id), id, name);

    public static RemoteContact Self(Jid user) => Who(ScriptedRooms.IdentityOf(user).Value);

    /// <summary>What a client was told, a line for each stanza: +name and -name with status codes for presence, name: text, =subject.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<Stanza> sent, Jid? client = null) =>
        [.. sent.Where(stanza => client is null || stanza.To == client).Select(Line)];

    public static string Line(Stanza stanza)
    {
        var statuses = string.Concat((RoomNews.Find(stanza)?.Statuses ?? []).Order().Select(code => $" {code}"));
        var who = stanza.From?.Resource ?? "room";
        return stanza switch
        {
            { Kind: StanzaKind.Presence } => (stanza.Type is null ? "+" : "-") + who + statuses,
            { Kind: StanzaKind.Message, Body: null } when stanza.Payload(Namespaces.Component + "subject") is { } subject => "=" + subject.Value,
            { Kind: StanzaKind.Message, Body: { } body } => $"{who}: {body}" + (Delay.Find(stanza) is null ? "" : " (delayed)"),
            { Kind: StanzaKind.Message } => who + statuses,
            _ => stanza.Type ?? "",
        };
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Dispose();
        await _store.DisposeAsync();
        Logger.Dispose();
    }

    private ValueTask HandleAsync(Stanza stanza) =>
        _parts.Handlers.First(handler => handler.Handles(stanza)).HandleAsync(stanza, Link, CancellationToken.None);

    private string NextId() => $"id{++_ids}";

    private void BeginLife()
    {
        var networks = new Networks();
        networks.Add(Network);
        var intake = new MessageIntake(new MessageReferences(Store), new FakeSettings(), Files, Time);
        _parts = new RoomParts(
            networks, Store, Store, Store, Store, 1024, Store, Store, new AddressBook(Store), Files, intake, new Languages(Settings),
            new Lazy<XmppGateway.Outbox.IOutbox>(() => Outbox), Privileges, Options,
            new RoomHearing(
                (_, user, who) => Unheard.Contains((user, who.Id.Value)) || Unheard.Contains((null, who.Id.Value)), (_, user, _) => ValueTask.FromResult(!Gone.Contains(user))),
            Time, Logger);
    }
}
