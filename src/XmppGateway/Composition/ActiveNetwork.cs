using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Operations;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>One network for one tenure, and how it is.</summary>
internal sealed class ActiveNetwork(Network network, ComponentLink link, LinkTraffic traffic)
{
    private volatile bool _isStarted;
    private volatile bool _works;

    public Network Network => network;

    public ComponentLink Link => link;

    /// <summary>The adapter's start was called, and its stop has to be.</summary>
    public bool IsStarted => _isStarted;

    public async Task StartAdapterAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        await network.Adapter.StartAsync(cancellationToken);
        _works = true;
    }

    /// <summary>The stop has begun: from now on messages do not flow, whatever still works.</summary>
    public void Retire() => _works = false;

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
        return link.IsAttached
            ? new NetworkHealth(link.Domain, NetworkHealth.Attached, adapter, halt?.Reason ?? traffic.Trouble ?? trouble, waiting)
            : new NetworkHealth(link.Domain, NetworkHealth.Detached, adapter, link.LastFailure ?? halt?.Reason ?? trouble, waiting);
    }
}
