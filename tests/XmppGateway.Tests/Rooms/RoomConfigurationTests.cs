using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §10.2: owners and the configuration of their rooms.</summary>
public sealed class RoomConfigurationTests
{
    private const string Prefix = "muc#roomconfig_";

    [Fact]
    public async Task An_owner_gets_the_form_as_the_room_is_now_in_their_language()
    {
        await using var rooms = await OwnedAsync();
        rooms.Room.State = rooms.Room.State with { Name = "Garden", Subject = new RoomSubject("Roses"), IsModerated = true, EverybodyInvites = true };
        var question = rooms.Ask(Phone, new RoomConfiguration(null).ToElement());
        question.Lang = "de";

        var answer = Assert.Single(await rooms.ReceiveAsync(question));
        var form = DataForm.Find(answer.Payloads.Single())!;

        Assert.Equal(
            [
                ("FORM_TYPE", RoomConfiguration.FormType), (Prefix + "roomname", "Garden"), (Prefix + "roomdesc", "Roses"), (Prefix + "membersonly", "0"),
                (Prefix + "moderatedroom", "1"), (Prefix + "publicroom", "1"), (Prefix + "allowinvites", "1"),
            ],
            form.Fields.Select(field => (field.Var!, field.Values.Single())));
        Assert.Equal(("de", "Einstellungen des Raums"), (answer.Lang, form.Title));
    }

    [Theory]
    [InlineData("get", RoomRank.Administrator)]
    [InlineData("set", RoomRank.Administrator)]
    [InlineData("get", RoomRank.Member)]
    public async Task Who_is_no_owner_gets_nothing(string type, RoomRank rank)
    {
        await using var rooms = await OwnedAsync(rank);

        var refused = await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted(("roomname", "Park")), type));

        Assert.Equal(StanzaConditions.Forbidden, refused.Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Fact]
    public async Task An_owner_who_is_not_in_the_room_gets_nothing()
    {
        await using var rooms = await OwnedAsync();

        Assert.Equal(StanzaConditions.Forbidden, (await rooms.RefusalOfAsync(rooms.Ask(Desk, new RoomConfiguration(null).ToElement()))).Condition);
    }

    [Fact]
    public async Task Only_what_is_otherwise_is_asked_of_the_network_and_everybody_hears_once_that_the_room_is_another()
    {
        await using var rooms = await OwnedAsync();
        await rooms.EnterAsync(Carol, "carol");

        var sent = await rooms.ReceiveAsync(rooms.Ask(Phone, Submitted(("roomname", "Park"), ("moderatedroom", "true"), ("membersonly", "0")), "set"));

        Assert.Equal(
            [new RoomChange.Configuration("Park", null, null, null), new RoomChange.Configuration(null, null, true, null)], rooms.Remote.Changes);
        Assert.Equal(["room 104"], Lines(sent, Carol));
        Assert.Equal(["room 104", "result"], Lines(sent, Phone));

        // The network tells what was changed, too.
        Assert.Empty(await rooms.HappensAsync(new RoomStateChange { Room = rooms.Room.Id, By = Self(Phone), Timestamp = rooms.Time.GetUtcNow() }));
    }

    [Fact]
    public async Task The_description_is_the_subject()
    {
        await using var rooms = await OwnedAsync();

        await rooms.ReceiveAsync(rooms.Ask(Phone, Submitted(("roomdesc", "Tulips")), "set"));

        Assert.Equal([new RoomChange.Subject("Tulips")], rooms.Remote.Changes);
    }

    [Fact]
    public async Task What_the_network_refuses_is_told_by_name_and_the_rest_is_done()
    {
        await using var rooms = await OwnedAsync();
        rooms.Remote.Refuses = change => change is RoomChange.Configuration { IsPublic: not null }
            ? new RoomAnswer.Refused("Not allowed to publish room.", FailureCondition.NotAllowed)
            : null;

        var refused = await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted(("publicroom", "0"), ("roomname", "Park")), "set"));

        Assert.Equal(StanzaConditions.Forbidden, refused.Condition);
        Assert.Equal("The directory shows the room: Not allowed to publish room.", refused.Text);
        Assert.StartsWith("Das Verzeichnis zeigt den Raum: Not allowed", refused.In("de").Text, StringComparison.Ordinal);
        Assert.Equal("Park", rooms.Room.State.Name);
        Assert.Equal(["room 104"], Lines(rooms.Link.TakeSent()));
    }

    [Fact]
    public async Task A_cancelled_form_and_one_without_a_difference_change_nothing()
    {
        await using var rooms = await OwnedAsync();

        Assert.Equal(["result"], Lines(await rooms.ReceiveAsync(rooms.Ask(Phone, new RoomConfiguration(new DataForm(DataForm.Cancel)).ToElement(), "set"))));
        Assert.Equal(["result"], Lines(await rooms.ReceiveAsync(rooms.Ask(Phone, Submitted(("publicroom", "1")), "set"))));
        Assert.Empty(rooms.Remote.Changes);
    }

    [Theory]
    [InlineData("membersonly", "perhaps", StanzaConditions.NotAcceptable)]
    [InlineData("FORM_TYPE", "something else", StanzaConditions.BadRequest)]
    public async Task A_form_that_cannot_be_is_refused(string field, string value, string condition)
    {
        await using var rooms = await OwnedAsync();

        Assert.Equal(condition, (await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted((field, value)), "set"))).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_before_the_network_is_asked()
    {
        await using var rooms = await OwnedAsync();

        Assert.Equal(
            StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted(("roomname", new string('a', 256))), "set"))).Condition);
    }

    [Fact]
    public async Task A_set_without_a_form_and_the_end_of_a_room_are_refused()
    {
        await using var rooms = await OwnedAsync();

        Assert.Equal(StanzaConditions.BadRequest, (await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted().With("type", "form"), "set"))).Condition);
        Assert.Equal(
            StanzaConditions.FeatureNotImplemented,
            (await rooms.RefusalOfAsync(rooms.Ask(Phone, new XElement(Namespaces.RoomOwner + "query", new XElement(Namespaces.RoomOwner + "destroy")), "set"))).Condition);
    }

    [Fact]
    public async Task While_the_network_does_not_say_how_the_room_is_nothing_is_changed()
    {
        await using var rooms = await OwnedAsync();
        rooms.Remote.TellsState = false;

        Assert.Equal(StanzaConditions.RemoteServerTimeout, (await rooms.RefusalOfAsync(rooms.Ask(Phone, Submitted(("roomname", "Park")), "set"))).Condition);
        Assert.Empty(rooms.Remote.Changes);
    }

    [Fact]
    public async Task A_rule_that_changed_with_the_ranks_is_told_once()
    {
        await using var rooms = await OwnedAsync();
        rooms.Room.State = rooms.Room.State with { IsModerated = true };
        var change = new RoomRanksChange { Room = rooms.Room.Id, By = Who(Mia), Timestamp = rooms.Time.GetUtcNow() };

        Assert.Equal(["room 104"], Lines(await rooms.HappensAsync(change)));
        Assert.Empty(await rooms.HappensAsync(change));
    }

    private static XElement Submitted(params (string Field, string Value)[] fields) => new RoomConfiguration(new DataForm(DataForm.Submit)
    {
        Fields =
        [
            .. fields.Any(field => field.Field == DataForm.FormType) ? [] : new[] { new DataField(DataForm.FormType) { Values = [RoomConfiguration.FormType] } },
            .. fields.Select(field => new DataField(field.Field == DataForm.FormType ? field.Field : Prefix + field.Field) { Values = [field.Value] }),
        ],
    }).ToElement();

    private static async Task<RoomsUnderTest> OwnedAsync(RoomRank rank = RoomRank.Owner)
    {
        var rooms = await RoomsUnderTest.StartAsync();
        rooms.Room.RankOfNew = rank;
        await rooms.EnterAsync(Phone);
        return rooms;
    }
}

file static class Elements
{
    /// <summary>The query with another type of its form.</summary>
    public static XElement With(this XElement query, string attribute, string value)
    {
        query.Elements().Single().SetAttributeValue(attribute, value);
        return query;
    }
}
