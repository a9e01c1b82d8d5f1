using System.Xml.Linq;
using XmppGateway.Composition;
using XmppGateway.Operations;
using XmppGateway.Storage;
using XmppGateway.Tests.Outbox;
using Xunit;

namespace XmppGateway.Tests.Composition;

/// <summary>One tenure with a real link to a server in this process: its life, and what it says of itself.</summary>
public sealed class ActiveGatewayTests
{
    [Fact]
    public async Task A_tenure_starts_its_adapter_stops_it_once_and_disposes_of_it()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var active = await tenure.StartAsync();
            await active.StopAsync(StopLimits.Ordered);
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
        await active.StopAsync(StopLimits.Ordered);
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
        await active.StopAsync(StopLimits.Ordered);
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
        await active.StopAsync(StopLimits.Ordered);
    }

    [Fact]
    public async Task Contacts_are_announced_when_the_store_comes_back()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        await tenure.Database.PutContactAsync(
            new ContactRow(0, TenureUnderTest.Network, "alice@localhost", "", "", UserSees: true, ContactSubscription.Granted),
            TestContext.Current.CancellationToken);
        tenure.Store.Fails = member => member == "ReadSubscribedAsync" ? new StoreUnavailableException("the disk is full") : null;
        await using var active = await tenure.StartAsync();
        var server = await tenure.Server.AttachedAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(tenure, () => tenure.Logger.Lines.Any(line => line.Text.Contains("The store cannot be used: the disk is full", StringComparison.Ordinal)));

        tenure.Store.Fails = _ => null;

        XElement? presence = null;
        await AdvanceUntilAsync(tenure, () => (presence ??= server.TryReceive()) is not null);
        Assert.Equal(("presence", "alice@localhost"), (presence?.Name.LocalName, (string?)presence?.Attribute("to")));
        await active.StopAsync(StopLimits.Ordered);
    }

    [Fact]
    public async Task What_stops_is_not_ready()
    {
        await using var tenure = await TenureUnderTest.CreateAsync();
        await using var active = await tenure.StartAsync();
        var meanwhile = new TaskCompletionSource<NetworkHealth>();
        tenure.Adapter.OnStop = _ =>
        {
            meanwhile.SetResult(Look(active));
            return Task.CompletedTask;
        };

        await active.StopAsync(StopLimits.Ordered);

        var health = await meanwhile.Task;
        Assert.Equal(NetworkHealth.Stopped, health.Adapter);
        Assert.False(health.Flows);
    }

    private static Task AdvanceUntilAsync(TenureUnderTest tenure, Func<bool> condition) => QueuesUnderTest.UntilAsync(() =>
    {
        tenure.Time.AdvanceToNextTimer();
        return Task.FromResult(condition());
    });

    private static NetworkHealth Look(IActiveGateway active) => active.LookAtNetworks()[TenureUnderTest.Network];
}
