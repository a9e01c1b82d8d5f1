using XmppGateway.Abstractions;
using XmppGateway.Presence;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Tests.Accounts;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Protection.BlockRequests;

namespace XmppGateway.Tests.Protection;

/// <summary>What is seen of a contact who is blocked, denied or a stranger.</summary>
public sealed class BlockedContactTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_seen_typing_while_the_network_is_stopped()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var typing = new ContactSignal.Typing(ProtectedGateway.Contact(Eve), ProtectedGateway.Alice, ChatStateKind.Composing);
        Assert.False(gateway.Parts.Incoming.Hides(gateway.Network, typing));

        await gateway.Parts.Stops.StopAsync("test", "spam", Token);

        Assert.True(gateway.Parts.Incoming.Hides(gateway.Network, typing));
    }

    /// <summary>What leaves the list at the user's server later must not take the user's own word back.</summary>
    [Fact]
    public async Task Who_blocks_somebody_of_their_list_here_as_well_has_blocked_them_here()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var blocks = gateway.Parts.Blocks;
        await blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: true, Token);

        Assert.False(await blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: false, Token));
        Assert.False(await blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: true, Token));

        Assert.False(Assert.Single(await gateway.Store.ReadBlocksAsync(Token)).FromList);
        Assert.False(Assert.Single(blocks.Of("test", ProtectedGateway.Alice)).FromList);
    }

    [Fact]
    public async Task Nothing_that_a_blocked_contact_does_is_shown_to_who_blocked_them()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: false, Token);
        var (eve, guard) = (ProtectedGateway.Contact(Eve), gateway.Parts.Incoming);
        var carol = Jid.Parse("carol@localhost");

        Assert.True(guard.Hides(gateway.Network, ProtectedGateway.Alice, eve));
        Assert.False(guard.Hides(gateway.Network, carol, eve));
        Assert.True(guard.Hides(gateway.Network, new ContactSignal.Typing(eve, ProtectedGateway.Alice, ChatStateKind.Composing)));
        Assert.False(guard.Hides(gateway.Network, new ContactSignal.Typing(eve, carol, ChatStateKind.Composing)));

        // Others may see it: who may not is looked at where it is shown.
        Assert.False(guard.Hides(gateway.Network, new ContactSignal.Presence(eve, new PresenceState(Availability.Online))));

        var at = gateway.Time.GetUtcNow();
        var receipt = new Receipt { User = ProtectedGateway.Alice, Contact = eve, Timestamp = at, For = new RemoteMessageId("m") };
        Assert.True(guard.Drops(gateway.Network, receipt));
        Assert.False(guard.Drops(gateway.Network, receipt with { User = carol }));
        Assert.True(guard.Drops(gateway.Network, gateway.Message("k", "hello", Eve)));
        Assert.False(guard.Drops(gateway.Network, gateway.Message("k", "from another client of alice", Eve) with { ByUser = true }));
    }

    [Fact]
    public async Task A_failure_of_what_was_sent_before_the_block_is_still_told()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, Eve, fromList: false, Token);

        Assert.False(gateway.Parts.Incoming.Drops(gateway.Network, new DeliveryFailure
        {
            User = ProtectedGateway.Alice,
            Contact = ProtectedGateway.Contact(Eve),
            Timestamp = gateway.Time.GetUtcNow(),
            Failed = new RemoteMessageId("m"),
            Condition = FailureCondition.NoSuchRecipient,
            Reason = LocalText.Same("550"),
        }));
    }

    [Fact]
    public async Task A_contact_whom_the_rules_deny_has_no_presence()
    {
        await using var gateway = await ProtectedGateway.StartAsync(denied: ["*@evil.example"]);

        Assert.True(gateway.Parts.Incoming.Hides(gateway.Network, new ContactSignal.Presence(ProtectedGateway.Contact(Eve), new PresenceState(Availability.Online))));
        Assert.True(gateway.Parts.Incoming.Hides(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve)));
    }

    [Theory]
    [InlineData(Eve)]
    [InlineData(Blocks.Everybody)]
    public async Task A_contact_goes_away_with_the_block_and_is_back_after_it(string blocked)
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Store.PutContactAsync(
            new ContactRow(0, "test", "alice@localhost", Eve, EveJid.Local!, UserSees: true, ContactSubscription.None), Token);
        var presences = new Presences(gateway.Store, gateway.Store, gateway.Addresses, new DefaultSettings(), gateway.Time, gateway.Logger)
        {
            Hides = gateway.Parts.Incoming.Hides,
        };
        presences.Add(gateway.Network);
        gateway.Parts.Blocks.Changed = new BlockedPresence(gateway.Store, gateway.Store, gateway.Networks, presences, gateway.Parts.Errands).BlockChanged;

        await gateway.Parts.Blocks.AddAsync("test", ProtectedGateway.Alice, blocked, fromList: false, Token);
        Assert.Equal("unavailable", (await ShownAsync()).Type);

        await gateway.Parts.Blocks.RemoveAsync("test", ProtectedGateway.Alice, blocked, Token);
        Assert.Null((await ShownAsync()).Type);

        async Task<Stanza> ShownAsync()
        {
            await QueuesUnderTest.UntilAsync(async () => await presences["test"].Queue.SendNextAsync(Token));
            var shown = Assert.Single(gateway.Link.TakeSent());
            Assert.Equal((EveJid, ProtectedGateway.Alice), (shown.From, shown.To));
            return shown;
        }
    }

    [Theory]
    [InlineData("subscribed", true)]
    [InlineData("subscribe", true)]
    [InlineData("unsubscribed", false)]
    public async Task A_subscription_that_the_user_grants_accepts_a_stranger(string type, bool accepts)
    {
        await using var gateway = await ProtectedGateway.StartAsync(StrangerPolicy.Ask);
        await gateway.ArriveAsync("k1", "hello");
        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();

        await HandleAsync(gateway, new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Alice, To = EveJid, Type = type });

        var bodies = (await gateway.SettleAsync()).Where(s => s.Kind == StanzaKind.Message).Select(s => s.Body);
        Assert.Equal(accepts ? ["hello"] : [], bodies);
    }
}
