using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Protection;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class LimitTests
{
    private static readonly LimitOptions Tight = new(new RateLimit(60, 2), new RateLimit(60, 2), RateLimit.Off);

    [Fact]
    public async Task What_is_sent_too_fast_is_refused_and_the_sender_may_try_again()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        await gateway.WriteAsync("one");
        await gateway.WriteAsync("two");

        var refusal = await gateway.RefusalOfAsync("three");
        Assert.Equal((StanzaConditions.ResourceConstraint, StanzaErrorType.Wait), (refusal.Condition, refusal.Type));
        Assert.Contains("try again in 1 seconds", refusal.Text, StringComparison.Ordinal);

        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await gateway.WriteAsync("three");
    }

    [Fact]
    public async Task What_comes_too_fast_waits_and_arrives_in_order()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        for (var i = 0; i < 5; i++)
        {
            await gateway.ArriveAsync("k" + i, "message " + i);
        }

        Assert.Equal("message 0", (await gateway.NextStanzaAsync()).Body);
        Assert.Equal("message 1", (await gateway.NextStanzaAsync()).Body);
        for (var i = 2; i < 5; i++)
        {
            await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Time.HasTimer(TimeSpan.FromSeconds(1))));
            Assert.Empty(gateway.Link.TakeSent());
            gateway.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("message " + i, (await gateway.NextStanzaAsync()).Body);
        }
    }

    [Fact]
    public async Task Invitations_wait_like_messages()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        for (var i = 0; i < 3; i++)
        {
            await gateway.ArriveAsync(new RoomInvitation
            {
                User = ProtectedGateway.Alice,
                Contact = ProtectedGateway.Contact("eve@evil.example"),
                Timestamp = gateway.Time.GetUtcNow(),
                Room = new RoomAddress($"#room{i}"),
            });
        }

        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(gateway.Time.HasTimer(TimeSpan.FromSeconds(1))));
        Assert.Empty(gateway.Link.TakeSent());
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("come to #room2", (await gateway.NextStanzaAsync()).Body);
    }

    /// <summary>The window to the XMPP server has 32 places: more than that wait for one user, and another one is not held up.</summary>
    [Fact]
    public async Task Who_gets_too_much_delays_nobody_else()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        for (var i = 0; i < 100; i++)
        {
            await gateway.ArriveAsync("k" + i, "flood", $"bot{i}@evil.example");
        }

        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        await gateway.ArriveToAsync("bob@localhost", "quiet", "hello bob");

        var stanza = await gateway.NextStanzaAsync();
        Assert.Equal(("hello bob", "bob@localhost"), (stanza.Body, stanza.To!.ToString()));
    }

    [Fact]
    public async Task Who_gives_up_waiting_gives_the_place_back()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var message = gateway.Message("k" + i, "hello", "eve@evil.example");
            await Record.ExceptionAsync(async () => await gateway.Parts.Incoming.WaitAsync(
                gateway.Network,
                message,
                (wait, _) =>
                {
                    waits.Add(wait);
                    throw new OperationCanceledException();
                },
                TestContext.Current.CancellationToken));
        }

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], waits);
    }

    [Fact]
    public async Task After_a_lost_link_what_waited_has_not_used_up_its_places()
    {
        await using var gateway = await ProtectedGateway.StartAsync(limits: Tight);
        for (var i = 0; i < 4; i++)
        {
            await gateway.ArriveAsync("k" + i, "message " + i);
        }

        await gateway.NextStanzaAsync();
        await gateway.NextStanzaAsync();
        await gateway.RestartAsync();
        var (stanza, _) = await gateway.AdvanceUntilAsync(gateway.NextStanzaAsync());

        Assert.StartsWith("message", stanza.Body, StringComparison.Ordinal);
    }
}
