using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Portals;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>What may pass between our users and Matrix by the lists that the operator follows and by what a room says about servers.</summary>
internal sealed class PolicyGuard(PolicyBook book, RoomAcls acls, PortalNotes portals, GhostIds ids, string serverName)
{
    /// <summary>The refusal of what a user wants to send; null when nothing speaks against it.</summary>
    public async ValueTask<DeliveryResult.Rejected?> RefuseAsync(GatewayEvent what, CancellationToken cancellationToken)
    {
        // An occupant of an XMPP room has a ghost of their own, which moderators on Matrix see and ban.
        var isOccupant = what.User.Resource is not null;
        if (what is not (Message or Edit or Reactions) || (isOccupant ? ids.OfOccupant(what.User) : ids.Of(what.User)) is not { } ghost)
        {
            // What only ends something is never in the way.
            return null;
        }

        if (BanOf(ghost) is { } ban)
        {
            return Refuse(MatrixTexts.ListBansYou, ban);
        }

        if (!what.Contact.IsRoom)
        {
            return BanOf(what.Contact.Id.Value) is { } banned ? Refuse(MatrixTexts.ListBansPerson, banned) : null;
        }

        if (book.BanOfRoom(what.Contact.Id.Value) is { } room)
        {
            return Refuse(MatrixTexts.ListBansRoom, room);
        }

        // Their ghost may not be in the room yet, or they have none because the bot speaks for them; the bot of a connected room is there.
        var isOfPortal = isOccupant || await portals.FindAsync(what.Contact.Id.Value, cancellationToken) == what.User;
        return (await acls.FindAsync(isOfPortal ? ids.Bot : ghost, what.Contact.Id.Value, cancellationToken)).Allows(serverName)
            ? null
            : new DeliveryResult.Rejected(MatrixTexts.ServerNotAllowed(serverName), FailureCondition.NotAllowed);
    }

    /// <summary>The refusal to enter a room by this address or id; null when nothing speaks against it.</summary>
    public RoomEntry.Refused? RefuseEntry(Jid user, string room) =>
        ids.Of(user) is { } ghost && BanOf(ghost) is { } ban
            ? new RoomEntry.Refused(MatrixTexts.ListBansYou.Quoting(ban.Reason), FailureCondition.PolicyViolation)
        : book.BanOfRoom(room) is { } banned
            ? new RoomEntry.Refused(MatrixTexts.ListBansRoom.Quoting(banned.Reason), FailureCondition.PolicyViolation)
        : null;

    /// <summary>
    /// The refusal of what a user wants to change in a room or to have done there: an order to put somebody out works on Matrix as what is said does. Null when
    /// nothing speaks against it.
    /// </summary>
    public async ValueTask<RoomAnswer.Refused?> RefuseChangeAsync(Jid user, RemoteRoomId room, CancellationToken cancellationToken)
    {
        if (RefuseEntry(user, room.Value) is { } banned)
        {
            return new RoomAnswer.Refused(banned.Reason, banned.Condition);
        }

        return ids.Of(user) is { } ghost && !(await acls.FindAsync(ghost, room.Value, cancellationToken)).Allows(serverName)
            ? new RoomAnswer.Refused(MatrixTexts.ServerNotAllowed(serverName), FailureCondition.NotAllowed)
            : null;
    }

    /// <summary>The rule against a person on Matrix; null when none is.</summary>
    public PolicyRule? BanOf(string mxid) => Mxid.TryParse(mxid, out var person) ? book.BanOf(person) : null;

    /// <summary>The rule against a room; null when none is.</summary>
    public PolicyRule? BanOfRoom(string room) => book.BanOfRoom(room);

    private static DeliveryResult.Rejected Refuse(LocalText text, PolicyRule rule) => new(text.Quoting(rule.Reason), FailureCondition.PolicyViolation);
}
