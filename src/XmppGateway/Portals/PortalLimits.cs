using XmppGateway.Protection;

namespace XmppGateway.Portals;

/// <summary>How large rooms may be that the gateway connects. Everybody on one side is somebody more on the other.</summary>
/// <param name="Occupants">People of the XMPP room whom the network sees as members; who is beyond that is seen when they speak.</param>
/// <param name="Visitors">People of the network with a seat in the XMPP room.</param>
internal sealed record PortalLimits(int Occupants, int Visitors)
{
    public static PortalLimits Default { get; } = new(1000, 500);

    /// <summary>
    /// How many new names of the XMPP room appear on the network, each as an account that stays there: names cost nothing, and one occupant can have thousands.
    /// </summary>
    public RateLimit NewNames { get; init; } = new(1, 60);

    /// <summary>True when somebody of the network can have a seat, or has one.</summary>
    public bool HasSeatFor(Portal portal, Abstractions.RemoteUserId who) => portal.Seats.ContainsKey(who) || portal.Seats.Count < Visitors;
}
