using XmppGateway.Abstractions;
using XmppGateway.Portals;

namespace XmppGateway.Commands.Admin;

/// <summary>
/// Joins an XMPP room with a room of a network for good. The network's room must let the gateway in and give it power; into the XMPP room it must be
/// let in, and who asks must be one of its owners or admins: both are seen before anything is stored.
/// </summary>
internal sealed class BridgeRoomsCommand(AdminParts parts)
    : AdminCommand("admin-bridge-rooms", new("Connect rooms", "Räume verbinden"), new("bridge", "verbinden"))
{
    private const string XmppRoom = "xmpp-room";
    private const string NetworkRoom = "network-room";

    public override bool IsOffered(Caller caller) => parts.Portals is not null && caller.Network.Adapter is IVisitsRooms and IHostsRooms;

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        Step.Ask? ask = null;
        ask = Ask(
            new(
                "Invite the gateway's bot into the room of the network first, and give it the power of a moderator. You must be an owner or admin of the XMPP room; where the room hides addresses, make the gateway an admin of it, too.",
                "Laden Sie zuerst den Bot des Gateways in den Raum des Netzes ein, und geben Sie ihm die Rechte einer Moderation. Den XMPP-Raum müssen Sie besitzen oder verwalten; verbirgt er Adressen, so geben Sie auch dem Gateway Verwaltungsrechte."),
            [
                new FormField(XmppRoom, FieldKind.Text, new("XMPP room", "XMPP-Raum")) { Required = true },
                new FormField(NetworkRoom, FieldKind.Text, new("Room of the network", "Raum des Netzes")) { Required = true },
            ],
            (answers, token) => ConnectAsync(caller, ask!, answers, token));
        return ValueTask.FromResult<Step>(ask);
    }

    private async ValueTask<Step> ConnectAsync(Caller caller, Step.Ask ask, FormAnswers answers, CancellationToken cancellationToken)
    {
        var portals = parts.Portals!;
        if (!Jid.TryParse(answers.Text(XmppRoom)?.Trim(), out var room) || !portals.Rules.MayBridge(room))
        {
            return Again(XmppRoom, new("This is no XMPP room that may be connected.", "Das ist kein XMPP-Raum, der verbunden werden darf."));
        }

        if (((IHostsRooms)caller.Network.Adapter).ParseRoom(answers.Text(NetworkRoom) ?? "") is not { } address)
        {
            return Again(NetworkRoom, new("This is no address of a room of the network.", "Das ist keine Adresse eines Raums des Netzes."));
        }

        // Before the deed, so that none is without a line.
        await parts.Protection.Audit.WriteAsync(caller.User, "bridge rooms", room.ToString(), address.Value, cancellationToken);
        return await portals.ConnectAsync(caller.Network, room, address, caller.User, cancellationToken) is PortalConnection.Refused refused
            ? Again(refused.IsOfNetwork ? NetworkRoom : XmppRoom, refused.Reason)
            : new Step.Done(new($"Connected: {room} and {address}", $"Verbunden: {room} und {address}"));

        Step.Ask Again(string field, LocalText error) => ask with { Form = ask.Form.Again(answers, (field, error)) };
    }
}
