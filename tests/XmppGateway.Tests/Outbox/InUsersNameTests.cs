using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What users do on the foreign network goes to the XMPP server in their name.</summary>
public sealed class InUsersNameTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_elsewhere_is_sent_in_the_users_name()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Privileges.MaySend = true;
        await queues.Inbox.AcceptAsync(
            queues.Network,
            [new Arrival.Ready("k1", Message("mine")), new Arrival.Ready("k2", queues.Incoming("f2", "yours"))],
            Token);

        Assert.Equal("yours", (await queues.NextStanzaAsync()).Body);
        var own = Assert.Single(queues.Privileges.Sent);
        Assert.Equal((QueuesUnderTest.Alice, "mine"), (own.From, own.Body));
    }

    [Fact]
    public async Task A_replay_does_not_overtake_the_announcement_of_the_privilege()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.Inbox.AcceptAsync(
            queues.Network, [new Arrival.Ready("k1", Message("mine")), new Arrival.Ready("k2", queues.Incoming("f2", "yours"))], Token);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(queues.Time.AdvanceToNextTimer() && queues.Privileges.Asked > 1));

        queues.Privileges.MaySend = true;

        Assert.Equal("yours", (await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result.Body);
        Assert.Equal("mine", Assert.Single(queues.Privileges.Sent).Body);
    }

    [Fact]
    public async Task It_waits_only_a_moment_where_there_is_none()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.Inbox.AcceptAsync(queues.Network, [new Arrival.Ready("k1", Message("mine"))], Token);

        var (stanza, took) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());

        Assert.Equal("You wrote elsewhere: mine", stanza.Body);
        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task When_the_privilege_goes_it_is_said_in_another_way()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Privileges.MaySend = true;
        queues.Privileges.OnSend = () => queues.Privileges.MaySend = false;
        await queues.Inbox.AcceptAsync(
            queues.Network, [new Arrival.Ready("k1", Message("mine"))], Token);

        Assert.Equal("You wrote elsewhere: mine", (await queues.AdvanceUntilAsync(queues.NextStanzaAsync())).Result.Body);
    }

    private static Message Message(string text) => new()
    {
        User = QueuesUnderTest.Alice,
        Contact = QueuesUnderTest.Bob,
        Timestamp = default,
        ByUser = true,
        Body = new RichText(text),
        Id = new RemoteMessageId("f1"),
    };
}
