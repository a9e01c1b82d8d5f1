using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Operations;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>One network for one tenure: the parts that are started and stopped, and how it is.</summary>
internal sealed class ActiveNetwork(Network network, ComponentLink link, LinkTraffic traffic) : IDisposable
{
    private volatile bool _isStarted;
    private volatile bool _works;

    public Network Network => network;

    public ComponentLink Link => link;

    public LinkTraffic Traffic => traffic;

    public async Task StartAdapterAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        await network.Adapter.StartAsync(cancellationToken);
        _works = true;
    }

    /// <summary>The stop has begun: from now on messages do not flow, whatever still works.</summary>
    public void Retire() => _works = false;

    /// <summary>Also after a start that failed; nothing when it was never called.</summary>
    public Task StopAdapterAsync(CancellationToken cancellationToken) =>
        _isStarted ? network.Adapter.StopAsync(cancellationToken) : Task.CompletedTask;

    public async Task DisposeOfAdapterAsync()
    {
        if (network.Adapter is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (network.Adapter as IDisposable)?.Dispose();
        }
    }

    /// <summary>Of all but the adapter.</summary>
    public void Dispose()
    {
        link.Dispose();
        traffic.Dispose();
    }

    /// <summary>Looks now; any thread.</summary>
    /// <param name="waiting">Arrivals that the XMPP server has not taken.</param>
    /// <param name="halt">What an admin has stopped it with.</param>
    public NetworkHealth Look(long waiting, StopRow? halt)
    {
        var trouble = (network.Adapter as IReportsTrouble)?.Trouble;
        var adapter = halt is not null ? NetworkHealth.Halted
            : !_works ? NetworkHealth.Stopped
            : trouble is not null ? NetworkHealth.Failing
            : NetworkHealth.Running;
        return link.IsAttached && traffic.Balance?.Trouble is { } divided ? new NetworkHealth(link.Domain, NetworkHealth.Misconfigured, adapter, divided, waiting)
            : link.IsAttached ? new NetworkHealth(link.Domain, NetworkHealth.Attached, adapter, halt?.Reason ?? traffic.Trouble ?? trouble, waiting)
            : new NetworkHealth(link.Domain, NetworkHealth.Detached, adapter, link.LastFailure ?? halt?.Reason ?? trouble, waiting);
    }
}
