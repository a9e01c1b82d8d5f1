using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Operations;
using XmppGateway.Tests.Outbox;
using Xunit;

namespace XmppGateway.Tests.Composition;

/// <summary>One tenure with a real link to a server in this process: its life, and what it says of itself.</summary>
public sealed class ActiveGatewayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenure_starts_its_adapter_stops_it_once_and_disposes_of_it()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var active = await tenure.StartAsync();
            await active.StopAsync(Token);
        }

        Assert.Equal(["start", "stop", "dispose", "start", "stop", "dispose"], tenure.Adapter.Calls);
    }

    [Fact]
    public async Task A_link_that_is_down_is_told_with_its_reason()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        await using var active = await tenure.StartAsync();
        Assert.Equal(new NetworkHealth(TenureUnderTest.Domain, NetworkHealth.Attached, NetworkHealth.Running), Look(active));

        await tenure.Server.DisposeAsync();

        await QueuesUnderTest.UntilAsync(() => Task.FromResult(Look(active) is { Link: NetworkHealth.Detached, Reason: not null }));
        Assert.False(Look(active).Flows);
        await active.StopAsync(Token);
    }

    [Fact]
    public async Task An_adapter_that_can_accept_nothing_is_told_with_its_reason()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        await using var active = await tenure.StartAsync();

        tenure.Adapter.Trouble = "the listener failed";
        Assert.Equal((NetworkHealth.Attached, NetworkHealth.Failing, "the listener failed"), (Look(active).Link, Look(active).Adapter, Look(active).Reason));

        tenure.Adapter.Trouble = null;
        Assert.True(Look(active).Flows);
        await active.StopAsync(Token);
    }

    [Fact]
    public async Task An_inbox_that_is_not_served_is_told_with_its_reason()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        tenure.Store.Fails = member => member == "IncomingLanesAsync" ? new InvalidOperationException("a mistake") : null;

        await using var active = await tenure.StartAsync();

        await QueuesUnderTest.UntilAsync(() => Task.FromResult(!Look(active).Flows));
        Assert.Equal(NetworkHealth.Attached, Look(active).Link);
        Assert.StartsWith("arrivals are not delivered", Look(active).Reason, StringComparison.Ordinal);
        await active.StopAsync(Token);
    }

    [Fact]
    public async Task What_stops_is_not_ready()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        await using var active = await tenure.StartAsync();
        NetworkHealth? meanwhile = null;
        tenure.Adapter.OnStop = _ =>
        {
            meanwhile = Look(active);
            return Task.CompletedTask;
        };

        await active.StopAsync(Token);

        Assert.Equal(NetworkHealth.Stopped, meanwhile?.Adapter);
        Assert.False(meanwhile?.Flows);
    }

    private static NetworkHealth Look(IActiveGateway active) => active.LookAtNetworks()[TenureUnderTest.Network];
}
