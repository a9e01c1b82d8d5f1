using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>
/// What the rules do to events: those of the lists change the rules, and who is banned gets into no direct chat and invites nobody. What they say
/// in a room of several people is for the moderators of that room.
/// </summary>
internal sealed partial class PolicyEvents(
    MatrixClient client, PolicyLists lists, PolicyGuard guard, RoomAcls acls, RoomNotes notes, GhostIds ids, string language, string network, ILogger logger)
{
    private static readonly Interpretation Nothing = new Interpretation.Understood([]);

    /// <summary>Null for an event to which no rule has anything to say.</summary>
    public async ValueTask<Interpretation?> InterpretAsync(ClientEvent what, RoomNote? note, CancellationToken cancellationToken)
    {
        if (what.Type == RoomAcls.EventType)
        {
            acls.Forget(what.RoomId);
            return Nothing;
        }

        if (PolicyRule.EventTypes.ContainsKey(what.Type))
        {
            lists.Take(what);
            return Nothing;
        }

        if (what.Type == "m.room.member" && MembershipChanges.Of(what, note, ids) == MembershipChange.GhostInvited)
        {
            return guard.BanOf(what.Sender) is not null || guard.BanOfRoom(what.RoomId) is not null
                ? await LeaveAsync(what, what.StateKey!, cancellationToken) ?? Nothing
                : null;
        }

        return note is not null && what.Sender == note.Contact && what.StateKey is null && guard.BanOf(what.Sender) is not null
            ? await CloseAsync(what, note, cancellationToken)
            : null;
    }

    private async ValueTask<Interpretation> CloseAsync(ClientEvent what, RoomNote note, CancellationToken cancellationToken)
    {
        if (RoomChat.Of(note, ids, contactName: null) is not { } chat)
        {
            return Nothing;
        }

        if (await LeaveAsync(what, chat.Ghost, cancellationToken) is { } later)
        {
            return later;
        }

        await notes.AbandonAsync(note, what.RoomId, cancellationToken);
        return new Interpretation.Understood([chat.Tell(what, MatrixTexts.ListClosedChat)]);
    }

    private async ValueTask<Interpretation?> LeaveAsync(ClientEvent what, string ghost, CancellationToken cancellationToken)
    {
        var left = await client.LeaveAsync(ghost, what.RoomId, MatrixTexts.ListBansThis.In(language), cancellationToken);
        if (left.Error is { IsTemporary: true } error)
        {
            return RoomExit.Wait(error);
        }

        Log.KeptOut(logger, network, what.Sender[(what.Sender.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(4611, LogLevel.Information, "{Network}: a policy list keeps somebody of {Server} out")]
        public static partial void KeptOut(ILogger logger, string network, string server);
    }
}
