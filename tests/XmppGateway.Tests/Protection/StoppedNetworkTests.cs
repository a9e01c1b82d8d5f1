using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>What users ask of a network that an admin has stopped.</summary>
public sealed class StoppedNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_network_is_asked_nothing_until_it_is_resumed()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var asked = new Asking(asksNetwork: true);
        var handler = BlockRequests.Watched(gateway, asked);
        var link = new FakeLink("test");
        var enter = Stanza.Presence(ProtectedGateway.Phone, Jid.Parse("#garden@mail.example.org/alice"));
        await gateway.Parts.Stops.StopAsync("test", "spam", Token);

        var refused = await Assert.ThrowsAsync<StanzaErrorException>(async () => await handler.HandleAsync(enter, link, Token));

        Assert.Equal((StanzaConditions.ServiceUnavailable, StanzaErrorType.Wait), (refused.Error.Condition, refused.Error.Type));
        Assert.StartsWith("This gateway is stopped", refused.Error.Text, StringComparison.Ordinal);
        Assert.Equal(enter.To!.Bare, refused.Error.By);
        Assert.Equal(0, asked.Times);

        await gateway.Parts.Stops.ResumeAsync("test", Token);
        await handler.HandleAsync(enter, link, Token);
        Assert.Equal(1, asked.Times);
    }

    [Fact]
    public async Task What_asks_nothing_of_the_network_works_while_it_is_stopped()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var asked = new Asking(asksNetwork: false);
        await gateway.Parts.Stops.StopAsync("test", "spam", Token);

        await BlockRequests.Watched(gateway, asked).HandleAsync(
            Stanza.Presence(ProtectedGateway.Phone, Jid.Parse("#garden@mail.example.org/alice"), "unavailable"), new FakeLink("test"), Token);

        Assert.Equal(1, asked.Times);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("unavailable", false, false)]
    public void Whoever_is_in_a_room_may_be_away_and_nobody_may_enter(string? type, bool enters, bool asks)
    {
        using var nobodyInside = new RoomBook(null!);
        var handler = new RoomPresenceHandler(null!, null!, nobodyInside, null!, null!, TimeProvider.System);
        var presence = Stanza.Presence(ProtectedGateway.Phone, Jid.Parse("#garden@mail.example.org/alice"), type);
        if (enters)
        {
            presence.Payloads.Add(new RoomJoin().ToElement());
        }

        Assert.Equal(asks, handler.AsksNetwork(presence));
    }

    [Fact]
    public async Task A_search_that_was_begun_before_the_stop_asks_nothing_either()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var caller = new Caller(gateway.Network, ProtectedGateway.Phone, "en", Account.Nobody, false);
        var command = new StoppableCommand(new SearchCommand(new PeopleSearch(gateway.Addresses, gateway.Time)), gateway.Parts.Stops);
        var ask = Assert.IsType<Step.Ask>(await command.BeginAsync(caller, Token));
        await gateway.Parts.Stops.StopAsync("test", "spam", Token);

        Assert.IsType<Step.Failed>(await command.BeginAsync(caller, Token));
        var failed = Assert.IsType<Step.Failed>(await ask.Next(new FormAnswers(new Dictionary<string, IReadOnlyList<string>> { [SearchCommand.Text] = ["mia"] }), Token));
        Assert.Equal(FailureCondition.ServiceUnavailable, failed.Condition);
    }

    private sealed class Asking(bool asksNetwork) : IStanzaHandler
    {
        public int Times { get; private set; }

        public bool AsksNetwork(Stanza stanza) => asksNetwork;

        public bool Handles(Stanza stanza) => true;

        public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
        {
            Times++;
            return ValueTask.CompletedTask;
        }
    }
}
