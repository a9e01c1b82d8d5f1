using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>Lists the XMPP rooms that a network takes part in.</summary>
internal sealed class PortalsCommand(AdminParts parts)
    : AdminCommand("admin-portals", new("Connected rooms", "Verbundene Räume"), new("portals", "räume"))
{
    private static readonly LocalText ByAdmin = new("an admin", "Verwaltung");
    private static readonly LocalText ByVisitors = new("visitors", "Gäste");
    private static readonly LocalText Empty = new("nobody is there", "niemand ist dort");
    private static readonly LocalText Connected = new("connected", "verbunden");
    private static readonly LocalText Waiting = new("waits for the room", "wartet auf den Raum");

    public override bool IsOffered(Caller caller) => parts.Portals is not null && caller.Network.Adapter is IVisitsRooms;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        await parts.Portals!.Book.LoadAsync(caller.Network, cancellationToken);
        var portals = parts.Portals.Book.Of(caller.Network);
        return Table(
            new($"{portals.Count} rooms are connected.", $"{portals.Count} Räume sind verbunden."),
            [
                Column("room", "XMPP room", "XMPP-Raum", isJid: true),
                Column("remote", "Remote room", "Netzraum"),
                Column("kind", "By", "Durch"),
                Column("people", "Visitors", "Gäste"),
                Column("state", "State", "Zustand"),
            ],
            portals.Select(portal => (IReadOnlyList<string>)
            [
                portal.Room.ToString(), portal.RemoteRoom.Value, (portal.Row.IsBridge ? ByAdmin : ByVisitors).In(caller.Language),
                Number(portal.Seats.Count), (!portal.IsOpen ? Empty : portal.Ready.IsCompleted ? Connected : Waiting).In(caller.Language),
            ]));
    }
}
