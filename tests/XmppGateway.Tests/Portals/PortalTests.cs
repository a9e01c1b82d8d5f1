using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Portals;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Portals;

/// <summary>A portal with its room: who sits there, what passes, and what comes back.</summary>
public sealed partial class PortalTests
{
    private static readonly RemoteContact Noah = new(new RemoteUserId("noah@remote.test"), "noah@remote.test", "Noah");

    [Fact]
    public async Task The_first_who_comes_brings_the_gateway_and_has_a_seat_of_their_own()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        Assert.Equal(["alice"], portal.Muc.Nicks);

        await portal.ComesAsync(PortalUnderTest.Mia);

        Assert.Equal(["Email gateway", "Mia", "alice"], portal.Muc.Nicks);
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync(occupants: true)).Count > 0);
        var told = Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync(occupants: true)));
        Assert.Equal(("garden@rooms.test/alice", RoomPassage.Present), (told.User.ToString(), told.Passage));
    }

    [Fact]
    public async Task What_was_said_before_is_read_once()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        portal.Muc.Say("alice", "hello");
        await portal.ComesAsync(PortalUnderTest.Mia);
        portal.Muc.Say("alice", "again");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 2);
        Assert.Equal(["alice: hello", "alice: again"], await portal.TextsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_network_says_is_said_by_its_author_and_does_not_come_back(bool hasArchive)
    {
        await using var portal = await PortalUnderTest.VisitedAsync(hasArchive);

        await portal.HappensAsync(portal.Message("hello"));
        portal.Muc.Say("alice", "hello mia");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count > 0);

        Assert.Equal(["Mia: hello", "alice: hello mia"], portal.Muc.Said);
        Assert.Equal(["alice: hello mia"], await portal.TextsAsync());
    }

    [Fact]
    public async Task A_repeated_event_is_said_once_also_after_a_crash()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        await portal.HappensAsync(portal.Message("hello"), "s-1");
        await portal.HappensAsync(portal.Message("hello"), "s-1");
        await portal.RestartAsync();
        await portal.HappensAsync(portal.Message("hello"), "s-1");

        Assert.Equal(["Mia: hello"], portal.Muc.Said);
    }

    [Fact]
    public async Task A_room_that_has_forgotten_everybody_is_entered_again()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.ForgetEverybody();

        await portal.HappensAsync(portal.Message("hello"));

        Assert.Equal(["Mia: hello"], portal.Muc.Said);
        await portal.UntilAsync(() => Task.FromResult(portal.Muc.Nicks.Contains("Email gateway")));
    }

    [Fact]
    public async Task What_is_on_its_way_for_long_is_not_said_again_before_the_room_has_answered()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.LostPings = 2;

        var said = portal.HappensAsync(portal.Message("hello"));
        await portal.UntilAsync(() =>
        {
            if (portal.Time.HasTimer(TimeSpan.FromSeconds(1)))
            {
                portal.Time.Advance(TimeSpan.FromSeconds(1));
            }

            return Task.FromResult(said.IsCompleted);
        });
        await said;

        Assert.Equal(0, portal.Muc.LostPings);
        Assert.Equal(["Mia: hello"], portal.Muc.Said);
        Assert.Empty(await portal.ToNetworkAsync());
    }

    [Fact]
    public async Task What_the_room_refuses_is_told_to_its_author()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Refuses = _ => StanzaConditions.Forbidden;

        await portal.HappensAsync(portal.Message("hello", "$m7"));

        var told = Assert.IsType<Undeliverable>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Equal(("$m7", "garden@rooms.test"), (told.Failed?.Value, told.User.ToString()));
        Assert.Empty(portal.Muc.Said);
    }

    [Fact]
    public async Task Whom_the_room_does_not_let_in_the_network_puts_out()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.RefusesEntry = _ => StanzaConditions.Forbidden;

        await portal.ComesAsync(Noah);

        var told = Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Equal((Noah.Id, RoomPassage.Removed), (told.Visitor, told.Passage));
    }

    [Fact]
    public async Task Whom_the_rules_deny_has_no_seat_and_no_voice()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var mallory = new RemoteContact(new RemoteUserId("mallory@remote.test"), "mallory@remote.test", "Mallory");

        await portal.ComesAsync(mallory);

        Assert.Equal(mallory.Id, Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync())).Visitor);
    }

    /// <summary>The room says it again with the id that it was sent with (ejabberd), and then it is the subject that both know.</summary>
    [Fact]
    public async Task A_subject_that_was_there_before_is_another_one_again()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Say("alice", null, payloads: Subject("roses"));
        await portal.UntilAsync(async () => (await SubjectsAsync()).Count == 1);
        await OfNetworkAsync("tulips");

        portal.Muc.Say("alice", null, payloads: Subject("roses"));
        await portal.UntilAsync(async () => (await SubjectsAsync()).Count == 2);
        await OfNetworkAsync("tulips");
        await OfNetworkAsync("roses");

        Assert.Equal(["roses", "roses"], await SubjectsAsync());
        Assert.Equal(
            ["alice: roses", "Mia: tulips", "alice: roses", "Mia: tulips", "Mia: roses"],
            portal.Muc.Archive.Select(stanza => $"{stanza.From!.Resource}: {stanza.Payload(Namespaces.Component + "subject")?.Value}"));

        Task OfNetworkAsync(string subject) => portal.HappensAsync(new RoomSubjectChange
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            Subject = new RoomSubject(subject),
        });

        async Task<IReadOnlyList<string>> SubjectsAsync() => [.. (await portal.ToNetworkAsync()).OfType<SubjectChange>().Select(change => change.Subject)];

        static XElement Subject(string text) => new(Namespaces.Component + "subject", text);
    }

    /// <summary>As after a rule that came when they were there.</summary>
    [Fact]
    public async Task Who_is_denied_and_speaks_is_put_out_and_not_heard()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var mallory = new RemoteContact(new RemoteUserId("mallory@remote.test"), "mallory@remote.test", "Mallory");

        await portal.HappensAsync(portal.Message("hello", by: mallory));

        Assert.Empty(portal.Muc.Said);
        var told = Assert.IsType<OccupantChange>(Assert.Single(await portal.ToNetworkAsync()));
        Assert.Equal((mallory.Id, RoomPassage.Removed, PortalTexts.NotAllowed.English), (told.Visitor, told.Passage, told.Reason));
    }

    [Fact]
    public async Task Who_is_there_when_a_rule_denies_them_is_put_out()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var mallory = new RemoteContact(new RemoteUserId("mallory@remote.test"), "mallory@remote.test", "Mallory");
        portal.Adapter.Visitors!.Add(mallory);

        await portal.RestartAsync();
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).OfType<OccupantChange>().Any(change => change.Visitor == mallory.Id));
    }

    [Fact]
    public async Task Corrections_answers_reactions_and_retractions_name_what_the_other_side_knows()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        await portal.HappensAsync(portal.Message("hello", "$m1"));
        await portal.HappensAsync(new RoomEdit
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            Target = new RemoteMessageId("$m1"),
            Body = new RichText("hallo"),
            Id = new RemoteMessageId("$m2"),
        });
        await portal.HappensAsync(new RoomRetraction
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            Target = new RemoteMessageId("$m1"),
        });
        portal.Muc.Say("alice", null, "r1", new MessageReactions("a1", ["👍"]).ToElement());
        portal.Muc.Say("alice", "yes", "r2", new Reply("a1", null).ToElement());
        portal.Muc.Say("alice", "yes!", "r3", Correction.Create("r2"));
        await portal.UntilAsync(async () => (await portal.ToNetworkAsync()).Count == 3);

        var archive = portal.Muc.Archive;
        Assert.Equal(archive[0].Id, Correction.Find(archive[1]));
        Assert.Equal("a1", MessageRetraction.Find(archive[2]));
        var passed = await portal.ToNetworkAsync();
        Assert.Equal("$m1", Assert.IsType<Reactions>(passed[0]).Target.Value);
        Assert.Equal("$m1", Assert.IsType<Message>(passed[1]).ReplyTo?.Value);
        Assert.Equal("yes!", Assert.IsType<Edit>(passed[2]).Body.Plain);
    }

    [Fact]
    public async Task Nobody_corrects_what_somebody_else_has_said()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Enter("ben");
        portal.Muc.Say("alice", "hello", "r1");
        portal.Muc.Say("ben", "bye", "r2", Correction.Create("r1"));
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 2);

        Assert.Equal(["alice: hello", "ben: bye"], await portal.TextsAsync());
    }

    [Fact]
    public async Task What_an_occupant_s_ghost_does_in_the_network_is_not_said_again()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        await portal.HappensAsync(portal.Message("hello", by: new RemoteContact(new RemoteUserId("ghost-alice@remote.test"), "ghost-alice@remote.test")));

        Assert.Empty(portal.Muc.Said);
    }

    [Fact]
    public async Task Who_may_not_put_an_occupant_out_is_told_and_the_occupant_comes_back()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var ghost = new RemoteContact(new RemoteUserId("ghost-alice@remote.test"), "ghost-alice@remote.test");

        await portal.HappensAsync(portal.Changed(ghost, RoomPassage.Removed, PortalUnderTest.Mia, "noise"));

        var events = await portal.ToNetworkAsync(occupants: true);
        Assert.IsType<Undeliverable>(events[^2]);
        Assert.Equal((RoomPassage.Present, "alice"), (((OccupantChange)events[^1]).Passage, events[^1].User.Resource));
    }

    [Fact]
    public async Task People_of_the_network_read_what_the_gateway_says_in_the_language_of_their_rooms()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        portal.Adapter.Language = "de";
        portal.Muc.RefusesEntry = _ => StanzaConditions.RegistrationRequired;

        await portal.ComesAsync(PortalUnderTest.Mia);

        Assert.Equal("Der XMPP-Raum ist nur für seine Mitglieder.", Assert.IsType<PortalEnd>(Assert.Single(await portal.ToNetworkAsync())).Reason);
    }

    /// <summary>All the XMPP room reads is in the one language of its portal.</summary>
    [Fact]
    public async Task What_is_corrected_or_taken_back_and_not_known_by_clients_is_said_in_the_language_of_the_room()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Adapter.Language = "de";
        await portal.HappensAsync(portal.Message("hello", "$m1"));
        await portal.HappensAsync(new RoomEdit
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            Target = new RemoteMessageId("$unknown"),
            Body = new RichText("hallo"),
            Id = new RemoteMessageId("$m2"),
        });
        await portal.HappensAsync(new RoomRetraction
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            Target = new RemoteMessageId("$m1"),
        });

        Assert.Equal(
            ["hello", "Berichtigt: hallo", MessageTexts.RetractedFallback(null).German],
            portal.Muc.Archive.Select(stanza => stanza.Body));
    }

    [Fact]
    public async Task In_a_room_that_was_there_before_it_was_connected_everybody_stays_and_hears_why_they_are_not_heard()
    {
        await using var portal = await PortalUnderTest.BridgedAsync();
        var mallory = new RemoteContact(new RemoteUserId("mallory@remote.test"), "mallory@remote.test", "Mallory");
        portal.Muc.RefusesEntry = _ => StanzaConditions.Forbidden;

        await portal.ComesAsync(Noah);
        await portal.ComesAsync(mallory);
        Assert.Empty(await portal.ToNetworkAsync());
        await portal.HappensAsync(portal.Message("hello", "$m1", Noah));
        await portal.HappensAsync(portal.Message("hello", "$m2", mallory));

        var told = (await portal.ToNetworkAsync()).Select(what => Assert.IsType<Undeliverable>(what).Failed?.Value);
        Assert.Equal(["$m1", "$m2"], told);
        Assert.Empty(portal.Muc.Said);
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("subscribed")]
    public async Task The_room_itself_is_nobodys_contact(string type)
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var presence = Stanza.Presence(ScriptedMuc.Room, Jid.Parse("mia@matrix.localhost"), type);
        var link = new FakeLink("matrix", "matrix.localhost");

        Assert.True(portal.Parts.Ear.Handles(presence));
        await portal.Parts.Ear.HandleAsync(presence, link, TestContext.Current.CancellationToken);

        Assert.Equal(type == "subscribe" ? ["unsubscribed"] : [], link.TakeSent().Select(stanza => stanza.Type));
    }

    [Theory]
    [InlineData(StanzaConditions.Conflict)]
    [InlineData(StanzaConditions.RegistrationRequired)]
    public async Task A_room_that_keeps_the_gateway_out_for_a_while_does_not_end_the_portal(string condition)
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.RefusesEntry = _ => condition;
        portal.Muc.ForgetEverybody();
        portal.Portal.Ear.Take(SeatSignal.Lost);
        portal.Portal.Call();
        await portal.UntilAsync(() => Task.FromResult(portal.Logger.Lines.Any(line => line.Text.Contains("does not let the gateway in again", StringComparison.Ordinal))));

        portal.Muc.RefusesEntry = _ => null;
        await portal.UntilAsync(() =>
        {
            portal.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(portal.Muc.Nicks.Contains("Email gateway"));
        });

        Assert.Empty(await portal.ToNetworkAsync());
    }

    [Fact]
    public async Task What_the_gateway_has_to_say_of_a_message_is_said_with_it()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();

        await portal.HappensAsync(portal.Message("") with { Remarks = [new LocalText("[a.mp4: too large]", "[a.mp4: zu groß]")] });

        Assert.Equal(["Mia: [a.mp4: too large]"], portal.Muc.Said);
    }

    [Fact]
    public async Task The_network_hears_that_the_gateway_was_put_out_of_its_room()
    {
        await using var portal = await PortalUnderTest.VisitedAsync(isBridge: true);
        var end = new RoomEnd
        {
            Room = PortalUnderTest.Remote,
            By = PortalUnderTest.Mia,
            Timestamp = portal.Time.GetUtcNow(),
            IsExclusion = true,
            Reason = "no bridges",
        };

        await portal.HappensAsync(end);
        await portal.HappensAsync(end);

        var told = await portal.ToNetworkAsync(occupants: true);
        Assert.Equal([("alice", RoomPassage.Present), ("alice", RoomPassage.Left)], told.OfType<OccupantChange>().Select(change => (change.User.Resource!, change.Passage)));
        Assert.Equal("The gateway was put out of the room on the other network. Reason: no bridges", Assert.IsType<PortalEnd>(told[^1]).Reason);
        Assert.Equal(["alice"], portal.Muc.Nicks);
    }

    [Fact]
    public async Task A_room_that_lets_nobody_in_ends_the_portal()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        portal.Muc.RefusesEntry = _ => StanzaConditions.RegistrationRequired;

        await portal.ComesAsync(PortalUnderTest.Mia);

        Assert.Contains("members", Assert.IsType<PortalEnd>(Assert.Single(await portal.ToNetworkAsync())).Reason, StringComparison.Ordinal);
        Assert.Empty(await portal.Store.PortalsAsync("matrix", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_does_not_reach_the_network_is_told_to_its_author_alone_and_by_no_error()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        var stanza = portal.Parts.Traffic.Explain(
            portal.Network,
            new DeliveryFailure
            {
                User = ScriptedMuc.Room.WithResource("alice"),
                Contact = portal.Portal.Contact,
                Timestamp = portal.Time.GetUtcNow(),
                Failed = new RemoteMessageId("d1"),
                Condition = FailureCondition.PolicyViolation,
                Reason = LocalText.Same("too long"),
            },
            "s9");

        Assert.Equal(("chat", "garden@rooms.test/alice"), (stanza?.Type, stanza?.To?.ToString()));
        Assert.Contains("too long", stanza!.Body, StringComparison.Ordinal);
    }
}
