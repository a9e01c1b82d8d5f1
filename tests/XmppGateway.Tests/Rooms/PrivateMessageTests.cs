using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0045 §7.5: what one occupant says to another.</summary>
public sealed class PrivateMessageTests
{
    [Fact]
    public async Task A_private_message_becomes_a_direct_chat_with_the_person()
    {
        await using var rooms = await InsideAsync();

        await rooms.ReceiveAsync(Write(Phone, "psst", to: Garden.WithResource("Mia")));

        var accepted = Assert.IsType<Message>(Assert.Single(rooms.Outbox.Accepted).What);
        Assert.Equal((Mia, false, "psst"), (accepted.Contact.Id.Value, accepted.Contact.IsRoom, accepted.Body.Plain));
        Assert.Equal(StanzaConditions.ItemNotFound, (await rooms.RefusalOfAsync(Write(Phone, "psst", to: Garden.WithResource("Nobody")))).Condition);
        Assert.Equal(StanzaConditions.NotAcceptable, (await rooms.RefusalOfAsync(Write(Carol, "psst", to: Garden.WithResource("Mia")))).Condition);
    }

    [Fact]
    public async Task A_private_message_to_another_user_of_ours_goes_to_their_clients_and_not_to_the_network()
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Carol, "carol");
        var other = Jid.Parse("carol@localhost/phone");
        await rooms.EnterAsync(other, "carol");

        var whisper = Write(Phone, "psst", "own-9", Garden.WithResource("carol"));
        whisper.Payloads.Add(OriginId.CreateAssigned("forged", Garden));
        whisper.Payloads.Add(new XElement(XName.Get("request", "urn:xmpp:receipts")));
        var sent = await rooms.ReceiveAsync(whisper);

        Assert.Empty(rooms.Outbox.Accepted);
        Assert.Equal([Carol, other], sent.Select(stanza => stanza.To!).OrderByDescending(to => to.ToString()));
        Assert.All(sent, stanza =>
        {
            Assert.Equal((Garden.WithResource("alice"), "chat", "own-9", "psst"), (stanza.From, stanza.Type, stanza.Id, stanza.Body));
            Assert.NotNull(RoomNews.Find(stanza));
            Assert.NotNull(stanza.Payload(XName.Get("request", "urn:xmpp:receipts")));
            Assert.Null(OriginId.FindAssigned(stanza, Garden));
        });

        var state = Stanza.Message(Carol, Garden.WithResource("alice"), "chat").With(new XElement(XName.Get("composing", "http://jabber.org/protocol/chatstates")));
        Assert.Equal(Phone, Assert.Single(await rooms.ReceiveAsync(state)).To);
    }

    /// <summary>XEP-0045 §7.13, its example: who asks and hears nothing goes on waiting.</summary>
    [Fact]
    public async Task A_request_to_speak_is_refused_with_the_way_to_get_it()
    {
        await using var rooms = await InsideAsync();
        var request = Stanza.Message(Phone, Garden, type: null).With(XElement.Parse("""
            <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
            <field var='muc#role' type='list-single'><value>participant</value></field></x>
            """));

        Assert.Equal(StanzaConditions.FeatureNotImplemented, (await rooms.RefusalOfAsync(request)).Condition);
    }

    [Fact]
    public async Task A_private_message_to_a_user_without_a_client_in_the_room_is_refused()
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Carol, "carol");
        await rooms.ReceiveAsync(Bounce(Carol, Garden, StanzaConditions.ServiceUnavailable));

        Assert.Equal(StanzaConditions.RecipientUnavailable, (await rooms.RefusalOfAsync(Write(Phone, "psst", to: Garden.WithResource("carol")))).Condition);
    }

    [Fact]
    public async Task Who_cannot_take_a_private_message_tells_its_sender_and_stays_in_the_room()
    {
        await using var rooms = await InsideAsync();
        await rooms.EnterAsync(Carol, "carol");

        var told = Assert.Single(await rooms.ReceiveAsync(Bounce(Carol, Garden.WithResource("alice"), StanzaConditions.NotAcceptable)));

        Assert.Equal((Garden.WithResource("carol"), Phone, "own-9"), (told.From, told.To, told.Id));
        Assert.Equal(StanzaConditions.NotAcceptable, StanzaError.Find(told)!.Condition);
        Assert.Single(await rooms.ReceiveAsync(Write(Phone, "again", to: Garden.WithResource("carol"))));
        var gone = await rooms.ReceiveAsync(Bounce(Carol, Garden.WithResource("alice"), StanzaConditions.RecipientUnavailable));
        Assert.Single(gone, stanza => stanza.To == Phone);
        Assert.Equal(["-carol 110 333"], Lines(gone, Carol));
        Assert.Equal(StanzaConditions.RecipientUnavailable, (await rooms.RefusalOfAsync(Write(Phone, "psst", to: Garden.WithResource("carol")))).Condition);
    }

    private static Stanza Bounce(Jid client, Jid to, string condition)
    {
        var stanza = Stanza.Message(client, to, "error", "own-9");
        stanza.Payloads.Add(StanzaError.Of(condition).ToElement());
        return stanza;
    }

    [Fact]
    public async Task What_is_for_one_person_is_not_said_to_everybody()
    {
        await using var rooms = await InsideAsync();
        var stanza = Write(Phone, "psst", to: Garden.WithResource("Mia"));
        stanza.Type = "groupchat";

        Assert.Equal(StanzaConditions.BadRequest, (await rooms.RefusalOfAsync(stanza)).Condition);
    }
}
