using XmppGateway.Abstractions;

namespace XmppGateway.Portals;

/// <summary>What became of the wish to connect two rooms.</summary>
internal abstract record PortalConnection
{
    private PortalConnection()
    {
    }

    internal sealed record Connected : PortalConnection;

    /// <param name="Reason">Shown to who asked.</param>
    /// <param name="IsOfNetwork">True when it is the network's room that cannot be connected.</param>
    internal sealed record Refused(LocalText Reason, bool IsOfNetwork) : PortalConnection;
}
