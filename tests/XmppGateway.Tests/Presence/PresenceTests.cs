using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Presence;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;
using static XmppGateway.Tests.Presence.ClientPresence;

namespace XmppGateway.Tests.Presence;

public sealed class PresenceTests : IDisposable
{
    private const string BobsJid = @"bob\40example.com@mail.example.org";
    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com");

    private readonly SignallingAdapter _adapter = new();
    private readonly GatewayUnderTest _gateway;

    public PresenceTests() => _gateway = new GatewayUnderTest(_adapter);

    private ContactSignals Signals => _gateway.Presences["mail"].Signals;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_contact_of_a_network_without_presence_is_online()
    {
        var answer = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));

        Assert.Equal($"presence available {BobsJid} > alice@localhost/phone", Text(answer));
        Assert.Null(answer.Payload(Namespaces.Component + "show"));
    }

    [Fact]
    public async Task A_probe_is_answered_with_show_status_and_idle_time()
    {
        Signals.Tell(new ContactSignal.Presence(
            BobContact, new PresenceState(Availability.ExtendedAway, "On a\nboat\u0001", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)))));

        var answer = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));

        Assert.Equal("xa", answer.Payload(Namespaces.Component + "show")?.Value);
        Assert.Equal("On a boat", answer.Payload(Namespaces.Component + "status")?.Value);
        Assert.Equal("2026-01-02T02:04:05Z", answer.Payload("{urn:xmpp:idle:1}idle")?.Attribute("since")?.Value);
    }

    [Fact]
    public async Task Who_wants_it_quiet_sees_contacts_online()
    {
        _gateway.Settings.Chosen = UserSettings.Default with { Presence = PresenceStyle.AlwaysOnline };
        Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Offline, "gone")));

        var answer = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));

        Assert.Null(answer.Type);
        Assert.Null(answer.Payload(Namespaces.Component + "status"));
    }

    [Fact]
    public async Task The_hash_of_a_presence_leads_to_what_the_contact_can()
    {
        var presence = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));
        var caps = presence.Payload("{http://jabber.org/protocol/caps}c")!;
        var node = $"{(string?)caps.Attribute("node")}#{(string?)caps.Attribute("ver")}";

        var answer = Assert.Single(await _gateway.ReceiveAsync(Get(DiscoInfo.Request(node), Bob)));

        var info = DiscoInfo.Parse(answer)!;
        Assert.Equal(node, info.Node);
        Assert.Equal((string?)caps.Attribute("ver"), EntityCapabilities.Hash(info));
        var other = Assert.Single(await _gateway.AnswersAsync(Get(DiscoInfo.Request(node[..^3] + "abc"), Bob)));
        Assert.Contains("item-not-found", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_announces_its_own_abilities()
    {
        var presence = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe", Gateway)));
        var caps = presence.Payload("{http://jabber.org/protocol/caps}c")!;
        var node = $"{(string?)caps.Attribute("node")}#{(string?)caps.Attribute("ver")}";

        var info = DiscoInfo.Parse(Assert.Single(await _gateway.ReceiveAsync(Get(DiscoInfo.Request(node), Gateway))))!;

        Assert.Contains(info.Identities, i => i.Category == "gateway");
        Assert.Equal((string?)caps.Attribute("ver"), EntityCapabilities.Hash(info));
    }

    [Fact]
    public void The_simple_example_of_the_specification_has_its_hash()
    {
        // XEP-0115 §5.2.
        var info = new DiscoInfo(
            [new DiscoIdentity("client", "pc", "Exodus 0.9.1")],
            [
                "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items", "http://jabber.org/protocol/muc",
                "http://jabber.org/protocol/caps",
            ]);

        Assert.Equal("QgayPKawpkPSDYmwT/WM94uAlu0=", EntityCapabilities.Hash(info));
    }

    [Fact]
    public async Task A_change_reaches_everybody_who_has_the_contact_and_nobody_else()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType("subscribe", from: Jid.Parse("carol@localhost")));
        await _gateway.ReceiveAsync(PresenceOfType("subscribe", Jid.Parse(@"eve\40example.com@mail.example.org"), Jid.Parse("dave@localhost")));

        var sent = await ServeAsync(() =>
        {
            Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away)));
            Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.DoNotDisturb)));
        });

        Assert.Equal(["alice@localhost", "carol@localhost"], sent.Select(s => s.To!.ToString()).Order());
        Assert.All(sent, s => Assert.Equal("dnd", s.Payload(Namespaces.Component + "show")?.Value));
    }

    [Fact]
    public async Task A_change_that_comes_while_the_store_is_away_is_told_later()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        _gateway.Link.TakeSent();
        Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away)));
        _gateway.Store.IsAway = true;
        var passing = Signals.PassOnNextAsync(CancellationToken.None);
        Assert.True(_gateway.Time.AdvanceToNextTimer());
        await passing;
        _gateway.Store.IsAway = false;

        var sent = await ServeAsync(() => { });

        Assert.Equal("away", Assert.Single(sent).Payload(Namespaces.Component + "show")?.Value);
    }

    [Fact]
    public async Task A_presence_that_is_not_new_is_not_told()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        var online = new ContactSignal.Presence(BobContact, new PresenceState(Availability.Online));

        Assert.Single(await ServeAsync(() => Signals.Tell(online)));
        Assert.Empty(await ServeAsync(() => Signals.Tell(online)));
    }

    [Fact]
    public async Task The_first_presence_is_told_although_contacts_begin_with_the_same()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));

        Assert.Single(await ServeAsync(() => Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Online)))));
    }

    [Fact]
    public async Task Typing_goes_to_the_clients_that_are_there_and_is_not_kept()
    {
        await _gateway.ReceiveAsync(PresenceOfType(null));

        var sent = await ServeAsync(() => Signals.Tell(new ContactSignal.Typing(BobContact, Alice, ChatStateKind.Composing)));

        var message = Assert.Single(sent);
        Assert.Equal(AlicesPhone, message.To);
        Assert.Equal(ChatStateKind.Composing, ChatStateNotification.Find(message));
        Assert.NotNull(message.Payload(Namespaces.Hints + "no-store"));
        Assert.Null(message.Body);
    }

    [Fact]
    public async Task For_whom_a_contact_is_hidden_the_contact_is_away_and_says_nothing_more()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType("subscribe", from: Jid.Parse("carol@localhost")));
        _gateway.Presences.Hides = (_, user, contact) => user == Alice && contact.Id == BobContact.Id;

        Assert.Equal([$"presence unavailable {BobsJid} > alice@localhost/phone"], await _gateway.AnswersAsync(PresenceOfType("probe")));
        var sent = await ServeAsync(() => Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away))));
        Assert.Equal([$"presence available {BobsJid} > carol@localhost"], sent.Select(Text));
    }

    [Fact]
    public async Task Who_hides_a_contact_does_not_show_them_either_that_they_write()
    {
        await _gateway.ReceiveAsync(PresenceOfType(null));
        _gateway.Presences.Hides = (_, _, contact) => contact.Id == BobContact.Id;
        var eve = Jid.Parse(@"eve\40example.com@mail.example.org");
        foreach (var to in new[] { Bob, eve })
        {
            var writing = new Stanza(StanzaKind.Message) { From = AlicesPhone, To = to, Type = "chat", Id = "c1" };
            writing.Payloads.Add(ChatStateNotification.Create(ChatStateKind.Composing));
            await _gateway.ReceiveAsync(writing);
        }

        var typing = Assert.Single((await _adapter.TakenAsync(2)).OfType<UserSignal.Typing>());
        Assert.Equal("eve@example.com", typing.Contact.Id.Value);
    }

    [Fact]
    public async Task Typing_for_somebody_who_is_away_is_dropped() =>
        Assert.Empty(await ServeAsync(() => Signals.Tell(new ContactSignal.Typing(BobContact, Alice, ChatStateKind.Composing))));

    [Fact]
    public async Task Presence_that_is_taken_from_one_contact_ends_no_signal_of_the_others()
    {
        await _gateway.ReceiveAsync(From("phone", null));
        await _gateway.ReceiveAsync(From("phone", null, Gateway));
        await _adapter.TakenAsync(1);

        await _gateway.ReceiveAsync(From("phone", "unavailable", Gateway));

        Assert.Equal([Alice.WithResource("phone")], _gateway.Presences.Users.ClientsOf("mail", Alice, Bob));
        await _gateway.ReceiveAsync(From("phone", "dnd"));
        Assert.Equal(Availability.DoNotDisturb, Assert.IsType<UserSignal.Presence>(Assert.Single(await _adapter.TakenAsync(1))).State.Availability);
    }

    [Fact]
    public async Task While_a_network_is_slow_only_the_newest_signal_waits()
    {
        using var signals = new SlowAdapter();
        var network = _gateway.Network with { Adapter = signals };
        var queue = _gateway.Presences.UserSignals;

        queue.Tell(network, new UserSignal.Presence(Alice, new PresenceState(Availability.Online)));
        await signals.Begun;
        queue.Tell(network, new UserSignal.Presence(Alice, new PresenceState(Availability.Away)));
        queue.Tell(network, new UserSignal.Presence(Alice, new PresenceState(Availability.DoNotDisturb)));
        queue.Tell(network, new UserSignal.Typing(Alice, BobContact, ChatStateKind.Composing));
        signals.GoOn();

        Assert.Equal(
            ["Online", "DoNotDisturb", "Typing"],
            (await signals.TakenAsync(3)).Select(s => s is UserSignal.Presence p ? p.State.Availability.ToString() : "Typing"));
    }

    [Fact]
    public async Task A_network_that_is_stopped_hears_the_newest_state_when_it_is_resumed()
    {
        var queue = _gateway.Presences.UserSignals;
        var isStopped = true;
        queue.IsStopped = _ => isStopped;
        queue.Tell(_gateway.Network, new UserSignal.Presence(Alice, new PresenceState(Availability.Away)));
        queue.Tell(_gateway.Network, new UserSignal.Typing(Alice, BobContact, ChatStateKind.Composing));
        queue.Tell(_gateway.Network, new UserSignal.Presence(Alice, new PresenceState(Availability.DoNotDisturb)));

        isStopped = false;
        queue.Resume("mail");
        queue.Tell(_gateway.Network, new UserSignal.Typing(Alice, BobContact, ChatStateKind.Paused));

        var taken = await _adapter.TakenAsync(2);
        Assert.Equal(Availability.DoNotDisturb, Assert.IsType<UserSignal.Presence>(taken[0]).State.Availability);
        Assert.Equal(ChatStateKind.Paused, Assert.IsType<UserSignal.Typing>(taken[1]).State);
    }

    [Fact]
    public async Task Who_is_asked_about_does_not_hear_that_the_user_writes_the_answer()
    {
        _gateway.Presences.IsAskedAbout = (_, _, contact, _) => ValueTask.FromResult(contact.Id == BobContact.Id);
        var eve = Jid.Parse(@"eve\40example.com@mail.example.org");
        foreach (var to in new[] { Bob, eve })
        {
            var writing = new Stanza(StanzaKind.Message) { From = AlicesPhone, To = to, Type = "chat", Id = "c1" };
            writing.Payloads.Add(ChatStateNotification.Create(ChatStateKind.Composing));
            await _gateway.ReceiveAsync(writing);
        }

        Assert.Equal("eve@example.com", Assert.IsType<UserSignal.Typing>(Assert.Single(await _adapter.TakenAsync(1))).Contact.Id.Value);
    }

    [Fact]
    public async Task Who_does_not_share_presence_is_not_told_about()
    {
        _gateway.Settings.Chosen = UserSettings.Default with { SharePresence = false };
        await _gateway.ReceiveAsync(From("phone", null));
        _gateway.Settings.Chosen = UserSettings.Default;
        await _gateway.ReceiveAsync(From("phone", "dnd"));

        Assert.Equal(Availability.DoNotDisturb, Assert.IsType<UserSignal.Presence>(Assert.Single(await _adapter.TakenAsync(1))).State.Availability);
    }

    [Fact]
    public async Task Who_stops_to_share_presence_goes_and_who_begins_to_is_there()
    {
        var membership = _gateway.Commands.Membership;
        await _gateway.Accounts.RegisterAsync("mail", Alice, CancellationToken.None);
        await _gateway.ReceiveAsync(From("phone", "away"));
        async Task<Availability> ChooseAsync(bool share)
        {
            var asked = await _gateway.Accounts.FindAccountAsync("mail", Alice, CancellationToken.None);
            Assert.True(await membership.ChangeAsync(
                _gateway.Network, Alice, asked, asked.Settings with { SharePresence = share, ShareProfile = false }, CancellationToken.None));
            return await ToldAsync();
        }

        Assert.Equal(Availability.Away, await ToldAsync());
        Assert.Equal(Availability.Offline, await ChooseAsync(false));
        await _gateway.ReceiveAsync(From("phone", "dnd"));
        Assert.Equal(Availability.DoNotDisturb, await ChooseAsync(true));

        Assert.True(await membership.LeaveAsync(_gateway.Network, Alice, CancellationToken.None));
        Assert.Equal(Availability.Offline, await ToldAsync());
        Assert.Empty(_gateway.Presences.Users.Present());

        async Task<Availability> ToldAsync() => Assert.IsType<UserSignal.Presence>(Assert.Single(await _adapter.TakenAsync(1))).State.Availability;
    }

    [Fact]
    public async Task A_user_who_writes_is_shown_where_the_network_has_it()
    {
        var composing = Chat("", payloads: ChatStateNotification.Create(ChatStateKind.Composing));
        composing.Body = null;

        Assert.Empty(await _gateway.ReceiveAsync(composing));

        var typing = Assert.IsType<UserSignal.Typing>(Assert.Single(await _adapter.TakenAsync(1)));
        Assert.Equal((Alice, "bob@example.com", ChatStateKind.Composing), (typing.User, typing.Contact.Id.Value, typing.State));
    }

    [Fact]
    public async Task Last_activity_is_the_idle_time_of_a_contact_and_the_age_of_the_gateway()
    {
        var idleSince = _gateway.Time.GetUtcNow().AddMinutes(-3);
        Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away, IdleSince: idleSince)));
        _gateway.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("240", await SecondsAsync(Bob));
        Assert.Equal("60", await SecondsAsync(Gateway));
        Assert.Null(await SecondsAsync(Jid.Parse(@"eve\40example.com@mail.example.org")));
    }

    [Fact]
    public async Task Last_activity_is_not_said_of_whom_the_user_has_blocked()
    {
        Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away, IdleSince: _gateway.Time.GetUtcNow())));
        Assert.Equal("0", await SecondsAsync(Bob));

        _gateway.Presences.Hides = (_, user, contact) => user == Alice && contact.Id == BobContact.Id;

        Assert.Null(await SecondsAsync(Bob));
    }

    [Fact]
    public async Task Where_a_contact_can_something_else_its_presence_is_told_again_with_the_new_hash()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        var before = Hash(Assert.Single(await ServeAsync(() => Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Away))))));
        _adapter.Capabilities = new Capabilities { Reactions = Support.Native };

        var after = Hash(Assert.Single(await ServeAsync(() => Signals.Tell(new ContactSignal.CapabilitiesChanged(BobContact)))));

        Assert.NotEqual(before, after);

        static string? Hash(Stanza presence) => presence.Payload("{http://jabber.org/protocol/caps}c")?.Attribute("ver")?.Value;
    }

    /// <summary>XEP-0012 §4. Who is only taken to be there, because nobody has told, is not said to be.</summary>
    [Theory]
    [InlineData(true, true, "0")]
    [InlineData(true, false, null)]
    [InlineData(false, true, null)]
    public async Task Who_is_there_has_been_idle_for_no_time_where_the_network_tells_it(bool isTold, bool isDeclared, string? seconds)
    {
        _adapter.Capabilities = new Capabilities { LastActivity = isDeclared };
        if (isTold)
        {
            Signals.Tell(new ContactSignal.Presence(BobContact, new PresenceState(Availability.Online)));
        }

        Assert.Equal(seconds, await SecondsAsync(Bob));
    }

    private async Task<string?> SecondsAsync(Jid whom)
    {
        var answer = Assert.Single(await _gateway.ReceiveAsync(Get(new XElement("{jabber:iq:last}query"), whom)));
        return answer.Payload("{jabber:iq:last}query")?.Attribute("seconds")?.Value;
    }

    /// <summary>Serves the signals while something is told, and what that leads to; gives back what was sent.</summary>
    private async Task<IReadOnlyList<Stanza>> ServeAsync(Action tell)
    {
        _gateway.Link.TakeSent();
        tell();
        while (await Signals.PassOnNextAsync(CancellationToken.None))
        {
            // Until nothing waits.
        }

        while (await _gateway.Presences["mail"].Queue.SendNextAsync(CancellationToken.None))
        {
            // Until nothing waits.
        }

        return _gateway.Link.TakeSent();
    }
}
