using XmppGateway.Abstractions;
using XmppGateway.Portals;

namespace XmppGateway.Commands.Admin;

/// <summary>Ends the connection of an XMPP room with a room of a network. People on the other side are told, and everybody leaves.</summary>
internal sealed class UnbridgeCommand(AdminParts parts)
    : AdminCommand("admin-unbridge", new("Disconnect rooms", "Räume trennen"), new("unbridge", "trennen"))
{
    private const string XmppRoom = "xmpp-room";

    public override bool IsOffered(Caller caller) => parts.Portals is not null && caller.Network.Adapter is IVisitsRooms;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        await parts.Portals!.Book.LoadAsync(caller.Network, cancellationToken);
        Step.Ask? ask = null;
        ask = Ask(
            null,
            [
                new FormField(XmppRoom, FieldKind.Text, new("XMPP room", "XMPP-Raum")) { Required = true },
            ],
            (answers, token) => EndAsync(caller, ask!, answers, token));
        return ask;
    }

    private async ValueTask<Step> EndAsync(Caller caller, Step.Ask ask, FormAnswers answers, CancellationToken cancellationToken)
    {
        if (!Jid.TryParse(answers.Text(XmppRoom)?.Trim(), out var room) || parts.Portals!.Book.Find(caller.Network.Link.Domain, room) is not { } portal)
        {
            return ask with
            {
                Form = ask.Form.Again(answers, (XmppRoom, new("This XMPP room is not connected.", "Dieser XMPP-Raum ist nicht verbunden."))),
            };
        }

        await parts.Protection.Audit.WriteAsync(caller.User, "unbridge rooms", room.ToString(), portal.Row.RemoteId, cancellationToken);
        await parts.Portals.Keeper.EndAsync(portal, PortalTexts.Unbridged, cancellationToken);
        return new Step.Done(new($"Disconnected: {room}", $"Getrennt: {room}"));
    }
}
