using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>Messages that are several stanzas: whichever of them a client names, it is the message.</summary>
public sealed class RoomStanzaIdTests
{
    [Theory]
    [InlineData("$a", 1, "$a")]
    [InlineData("$a", 2, "$a#2")]
    [InlineData("$a#2", 1, "$a#2#1")]
    [InlineData("$a#2", 3, "$a#2#3")]
    [InlineData("$a#b", 1, "$a#b")]
    [InlineData("$a#02", 1, "$a#02")]
    [InlineData("$a#99999999999", 1, "$a#99999999999")]
    [InlineData("#1", 1, "#1")]
    [InlineData("12", 2, "12#2")]
    public void Every_id_is_the_name_of_one_stanza(string id, int number, string written)
    {
        var stanza = new RoomStanzaId(id, number);

        Assert.Equal(written, stanza.ToString());
        Assert.Equal(stanza, RoomStanzaId.Parse(written));
    }

    [Theory]
    [InlineData("$img")]
    [InlineData("$img#2")]
    public async Task A_client_can_name_any_stanza_of_a_message(string id)
    {
        await using var rooms = await WithPictureAsync();

        var reaction = Stanza.Message(Phone, Garden, "groupchat", "r").With(new MessageReactions(id, ["\U0001F44D"]).ToElement());
        await rooms.ReceiveAsync(reaction);
        Assert.Equal("$img", Assert.IsType<Reactions>(rooms.Outbox.Accepted[^1].What).Target.Value);

        var retraction = Stanza.Message(Phone, Garden, "groupchat", "t");
        foreach (var payload in MessageRetraction.Create(id))
        {
            retraction.Payloads.Add(payload);
        }

        await rooms.ReceiveAsync(retraction);
        Assert.Equal("$img", Assert.IsType<Retraction>(rooms.Outbox.Accepted[^1].What).Target.Value);

        var reply = Write(Phone, "nice").With(new XElement(XName.Get("reply", "urn:xmpp:reply:0"), new XAttribute("id", id)));
        await rooms.ReceiveAsync(reply);
        Assert.Equal("$img", Assert.IsType<Message>(rooms.Outbox.Accepted[^1].What).ReplyTo?.Value);

        await rooms.ReceiveAsync(rooms.Ask(
            Phone,
            new XElement(Namespaces.Moderation + "moderate", new XAttribute("id", id), new XElement(Namespaces.Retraction + "retract")),
            "set"));
        Assert.Equal([new RoomChange.Retract(new RemoteMessageId("$img"), null)], rooms.Remote.Changes);
    }

    [Fact]
    public async Task What_is_taken_back_goes_with_all_its_stanzas_also_when_it_is_told_again()
    {
        await using var rooms = await WithPictureAsync();
        var retraction = new RoomRetraction
        {
            Room = rooms.Room.Id,
            By = Who(Mia),
            Timestamp = rooms.Time.GetUtcNow(),
            Target = new RemoteMessageId("$img"),
        };

        for (var time = 0; time < 2; time++)
        {
            var shown = await rooms.HappensAsync(retraction, "again");
            Assert.Equal(["$img", "$img#2"], shown.Select(stanza => MessageRetraction.Find(stanza)!));
            Assert.Equal(2, shown.Select(stanza => stanza.Id).Distinct().Count());
        }
    }

    [Fact]
    public async Task A_network_whose_ids_end_like_ours_is_understood()
    {
        await using var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        var shown = Assert.Single(await rooms.HappensAsync(rooms.Said("a#2", "hello")));
        var id = shown.Payload(Namespaces.StanzaIds + "stanza-id")!.Attribute("id")!.Value;

        await rooms.ReceiveAsync(Stanza.Message(Phone, Garden, "groupchat", "r").With(new MessageReactions(id, ["\U0001F44D"]).ToElement()));

        Assert.Equal("a#2", Assert.IsType<Reactions>(rooms.Outbox.Accepted[^1].What).Target.Value);
    }

    /// <summary>Mia has shown a picture, with words.</summary>
    private static async Task<RoomsUnderTest> WithPictureAsync()
    {
        var rooms = await RoomsUnderTest.StartAsync();
        await rooms.EnterAsync(Phone);
        var shown = await rooms.HappensAsync(
            rooms.Said("$img", "look") with { Attachments = [new AttachedFile("https://remote.test/1", "1.png", "image/png")] });
        Assert.Equal(["$img", "$img#2"], shown.Select(stanza => stanza.Payload(Namespaces.StanzaIds + "stanza-id")!.Attribute("id")!.Value));
        return rooms;
    }
}
