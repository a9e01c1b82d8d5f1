using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Rooms;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0100 §6.3: addresses of rooms as people type them.</summary>
public sealed class RoomPromptTests
{
    [Fact]
    public async Task An_address_that_a_jid_can_carry_is_the_jid()
    {
        await using var rooms = await StartAsync();

        Assert.Equal(Garden, await AskAsync(rooms, " #garden "));
    }

    [Theory]
    [InlineData("#\U0001F33B")]
    [InlineData("#Garden")]
    [InlineData("!AbC")]
    public async Task An_address_that_no_jid_can_carry_has_a_code_by_which_the_room_is_entered(string address)
    {
        await using var rooms = await StartAsync();
        rooms.Remote.Add(address[1..]);
        rooms.Remote.Alias(address, address[1..]);

        var jid = await AskAsync(rooms, address);
        await rooms.RestartAsync();
        var came = await rooms.EnterAsync(Phone, room: jid);

        Assert.Equal(jid, await AskAsync(rooms, address));
        Assert.All(came, stanza => Assert.Equal(jid, stanza.From!.Bare));
        Assert.Contains("+alice 100 110", Lines(came));
        Assert.Equal([$"enter {address} alice alice"], rooms.Remote.TakeAsked().Where(asked => asked.StartsWith("enter", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_denied_room_has_no_jid_and_what_is_no_room_is_left_to_others()
    {
        await using var rooms = await StartAsync(new RoomOptions { Denied = [new RoomPattern("#evil*")] });

        Assert.Equal(StanzaConditions.NotAllowed, (await rooms.RefusalOfAsync(Prompt("#evil-one"))).Condition);
        Assert.DoesNotContain(rooms.Parts.Handlers, handler => handler.Handles(Prompt("mia@remote.test")));
        Assert.DoesNotContain(rooms.Parts.Handlers, handler => handler.Handles(Prompt("#" + new string('x', 2000))));
    }

    private static async Task<Jid> AskAsync(RoomsUnderTest rooms, string typed) =>
        Jid.Parse((await rooms.ReceiveAsync(Prompt(typed))).Single().Payloads.Single().Value);

    private static Stanza Prompt(string typed) => Stanza.Iq(
        Phone, Jid.Parse("rooms.test"), "set", "p1", new XElement(Namespaces.Gateway + "query", new XElement(Namespaces.Gateway + "prompt", typed)));
}
