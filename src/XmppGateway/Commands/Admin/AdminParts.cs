using XmppGateway.Operations;
using XmppGateway.Portals;
using XmppGateway.Presence;
using XmppGateway.Protection;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Commands.Admin;

/// <summary>What the commands of admins are made of.</summary>
/// <param name="Networks">All networks: an admin of one is an admin of all.</param>
/// <param name="Admins">Who cannot be banned.</param>
/// <param name="Look">How each network is now.</param>
/// <param name="Users">Who is there.</param>
/// <param name="Sessions">The runs of commands over XEP-0050.</param>
/// <param name="Level">The level of the log; null where it cannot be changed.</param>
internal sealed record AdminParts(
    ProtectionParts Protection,
    IStore Store,
    Networks Networks,
    IReadOnlyList<Abstractions.Jid> Admins,
    Func<IReadOnlyDictionary<string, NetworkHealth>> Look,
    UserPresences Users,
    AdHocSessions Sessions,
    ILogLevel? Level,
    TimeProvider Time)
{
    /// <summary>The rooms that are connected; null where there can be none.</summary>
    public PortalParts? Portals { get; init; }
}
