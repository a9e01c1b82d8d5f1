using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Presence;
using XmppGateway.Privileges;
using XmppGateway.Profiles;
using XmppGateway.Roster;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Handlers;

/// <summary>Router, handlers, translator and address book as in the program, on a link, an adapter and a store in memory.</summary>
internal sealed class GatewayUnderTest : IDisposable
{
    public static readonly Jid Alice = Jid.Parse("alice@localhost");
    public static readonly Jid AlicesPhone = Jid.Parse("alice@localhost/phone");
    public static readonly Jid Bob = Jid.Parse(@"bob\40example.com@mail.example.org");
    public static readonly Jid Admin = Jid.Parse("root@localhost");
    public static readonly Jid Gateway = Jid.Parse("mail.example.org");

    private readonly StanzaRouter _router;

    public GatewayUnderTest(IAdapter? adapter = null, Func<ICommand, ICommand>? guard = null)
    {
        Network = new Network("mail", adapter ?? Adapter, Link);
        var networks = new Networks();
        networks.Add(Network);
        AddressBook = new AddressBook(Store);
        Accounts = new AccountSettings(Store, Time);
        Settings = new FakeSettings(Accounts);
        Translator = new EventTranslator(AddressBook, Store, Store, Settings, Privileges, Files, Time);
        var probe = new AccountProbe(Time);
        var rules = new AccessRules([], ["mallory@localhost"], ["localhost"]);
        Directory = new UserDirectory(rules, ["localhost"], probe, Time);
        var refused = Refusal.Of(null);
        Rosters = new UserRosters(
            new ServerPrivileges(["localhost"], Time, Logger.CreateLogger<ServerPrivileges>()), AddressBook, Store, new RequestPace(Time), Time,
            Logger.CreateLogger<UserRosters>());
        Farewells = new Farewells(Store, Rosters, Time, Logger.CreateLogger<Farewells>());
        Presences = new Presences(Store, Store, AddressBook, Settings, Time, Logger) { IsUser = Accounts.IsUserAsync };
        Profiles = new ProfileParts(Cards, Store, networks, AddressBook, Settings, Privileges, Presences, 500_000, Time, Logger);
        Presences.Add(Network);
        Commands = new CommandParts(
            networks, Accounts, new Callers(rules, refused, [Admin], Accounts), Rosters, Farewells, [Profiles.Own, new SharedPresence(Presences)], Store,
            AddressBook, Time, Logger)
        {
            Guard = guard ?? (static command => command),
        };
        _router = new StanzaRouter(
            StanzaHandlers.InOrder(
                new EngineParts(networks, AddressBook, Store, Store, Outbox, probe, Settings, Commands, Privileges, Files, Presences, Time, Logger),
                [.. Profiles.Handlers]),
            rules,
            refused,
            new Languages(Settings),
            Logger.CreateLogger<StanzaRouter>());
    }

    public FakeLink Link { get; } = new();

    public Presences Presences { get; }

    public UserRosters Rosters { get; }

    public ProfileParts Profiles { get; }

    public MemoryProfiles Cards { get; } = new();

    public FakeAdapter Adapter { get; } = new();

    public FakeSettings Settings { get; }

    public FakePrivileges Privileges { get; } = new();

    public FakeFiles Files { get; } = new();

    public Farewells Farewells { get; }

    public FakeOutbox Outbox { get; } = new();

    public MemoryStore Store { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public Network Network { get; }

    public AddressBook AddressBook { get; }

    public EventTranslator Translator { get; }

    public AccountSettings Accounts { get; }

    public CommandParts Commands { get; }

    public UserDirectory Directory { get; }

    public long Dropped => _router.Dropped;

    /// <summary>Gives one stanza to the router, as a link's reading task does.</summary>
    public ValueTask RouteAsync(Stanza stanza) => _router.RouteAsync(stanza, Link, CancellationToken.None);

    /// <summary>Gives one stanza to the router and returns what was sent, once everything is handled.</summary>
    public async Task<IReadOnlyList<Stanza>> ReceiveAsync(Stanza stanza)
    {
        await _router.RouteAsync(stanza, Link, CancellationToken.None);
        await _router.DrainAsync();
        while (await Presences["mail"].Queue.SendNextAsync(CancellationToken.None))
        {
            // Until nothing waits.
        }

        return Link.TakeSent();
    }

    /// <summary>Gives one stanza to the router and returns what was sent at once.</summary>
    public async Task<IReadOnlyList<Stanza>> ReceiveWithoutWaitingAsync(Stanza stanza)
    {
        await _router.RouteAsync(stanza, Link, CancellationToken.None);
        return Link.TakeSent();
    }

    /// <summary>Returns when everything is handled.</summary>
    public Task DrainAsync() => _router.DrainAsync();

    /// <summary>Lets everything happen that a signal of the network leads to, and returns what was sent.</summary>
    public async Task<IReadOnlyList<Stanza>> SettleAsync()
    {
        await Profiles.Work.DrainAsync();
        while (await Presences["mail"].Signals.PassOnNextAsync(CancellationToken.None) || await Presences["mail"].Queue.SendNextAsync(CancellationToken.None))
        {
            // Until nothing waits.
        }

        return Link.TakeSent();
    }

    /// <summary>The same, as text that a test can compare.</summary>
    public async Task<string[]> AnswersAsync(Stanza stanza) => [.. (await ReceiveAsync(stanza)).Select(Text)];

    public static Stanza Chat(string body, string id = "m1", params XElement[] payloads)
    {
        var stanza = new Stanza(StanzaKind.Message) { From = AlicesPhone, To = Bob, Type = "chat", Id = id, Body = body };
        foreach (var payload in payloads)
        {
            stanza.Payloads.Add(payload);
        }

        return stanza;
    }

    public static Stanza PresenceOfType(string? type, Jid? to = null, Jid? from = null) =>
        new(StanzaKind.Presence) { From = from ?? (type is null or "probe" ? AlicesPhone : Alice), To = to ?? Bob, Type = type };

    public static Stanza Get(XElement payload, Jid? to = null, string type = "get") =>
        new(StanzaKind.Iq) { From = AlicesPhone, To = to ?? Gateway, Type = type, Id = "q1", Payloads = { payload } };

    /// <summary><c>presence subscribed bob@... > alice@localhost</c>, or the error condition.</summary>
    public static string Text(Stanza stanza) =>
        $"{stanza.Kind.ToString().ToLowerInvariant()} {Type(stanza)} {stanza.From} > {stanza.To}";

    public void Dispose()
    {
        _router.Dispose();
        Logger.Dispose();
    }

    private static string Type(Stanza stanza) => stanza.Type switch
    {
        null => "available",
        "error" => "error/" + ErrorReader.Read(stanza).Type.ToString().ToLowerInvariant() + "/" + ErrorReader.Read(stanza).Condition,
        _ => stanza.Type,
    };
}
