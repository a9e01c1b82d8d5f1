using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Groups;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>What happens when somebody on Matrix invites a ghost.</summary>
internal sealed partial class Invitations(
    IAdapterContext context,
    MatrixClient client,
    GhostIds ids,
    Ghosts ghosts,
    DirectRooms rooms,
    RoomNotes notes,
    EncryptedRooms encrypted,
    EarlyMessages early,
    RoomExit exit,
    ClosedRooms closed,
    string language,
    ILogger logger)
{
    private static readonly Interpretation Nothing = new Interpretation.Understood([]);

    public async ValueTask<Interpretation> AcceptAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        var ghost = what.StateKey!;
        if (ids.UserOf(ghost) is not { } user
            || await context.FindUserAsync(user, cancellationToken) != UserStanding.Reachable)
        {
            return await DeclineAsync(what, ghost, cancellationToken);
        }

        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { IsTemporary: true } noGhost)
        {
            return RoomExit.Wait(noGhost);
        }

        var joined = await client.JoinAsync(ghost, what.RoomId, cancellationToken);
        if (joined.Error is { } refusal)
        {
            // Withdrawn in the meantime, most likely.
            Log.NotJoined(logger, context.Network, refusal.Code);
            return refusal.IsTemporary ? RoomExit.Wait(refusal) : Nothing;
        }

        return await BeginAsync(what, user, ghost, cancellationToken);
    }

    /// <summary>An invitation to a room of several people: the user decides, and enters it as a room or does not.</summary>
    public async ValueTask<Interpretation> PassOnAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        var ghost = what.StateKey!;
        if (ids.UserOf(ghost) is not { } user || await context.FindUserAsync(user, cancellationToken) != UserStanding.Reachable)
        {
            return await DeclineAsync(what, ghost, cancellationToken);
        }

        return new Interpretation.Understood(
        [
            new RoomInvitation
            {
                User = user,
                Contact = new RemoteContact(new RemoteUserId(what.Sender), what.Sender),
                Timestamp = what.Timestamp,
                Room = new RoomAddress(what.RoomId),
                Reason = what.Content.Text("reason"),
                IsAwaited = await closed.IsWantedAsync(ghost, what.RoomId, cancellationToken),
            },
        ]);
    }

    /// <summary>The ghost is in. Looks who else is, and what was written before.</summary>
    private async ValueTask<Interpretation> BeginAsync(ClientEvent what, Jid user, string ghost, CancellationToken cancellationToken)
    {
        var listed = await client.GetMembersAsync(ghost, what.RoomId, cancellationToken);
        if (listed.Error is { IsTemporary: true } unknown)
        {
            return RoomExit.Wait(unknown);
        }

        // A list that is too long to read is no direct chat's.
        var members = listed.Succeeded ? RoomMembers.Read(listed.Value) : null;
        if (members is null || members.Keys.Any(member => member != ghost && member != what.Sender))
        {
            return await exit.LeaveAsync(what, ghost, cancellationToken) ?? Nothing;
        }

        var name = members.GetValueOrDefault(what.Sender);
        await notes.SetNameAsync(what.Sender, name, cancellationToken);
        var chat = new RoomChat(new RoomNote(user.ToString(), what.Sender), user, ghost, name);
        var messages = await early.ReadAsync(what, chat, cancellationToken);
        if (messages.Error is { } noHistory)
        {
            return RoomExit.Wait(noHistory);
        }

        var secrecy = await client.GetEncryptionAsync(ghost, what.RoomId, cancellationToken);
        if (secrecy.Error is { IsTemporary: true } unsure)
        {
            return RoomExit.Wait(unsure);
        }

        await rooms.AdoptAsync(what.RoomId, chat.Note, isReadable: !secrecy.Succeeded, cancellationToken);
        var (notice, error) = secrecy.Succeeded ? await encrypted.TellAsync(what, chat, cancellationToken) : default;
        return error is not null ? RoomExit.Wait(error) : new Interpretation.Understood(Events(what, chat, notice, messages.Value!));
    }

    private static List<GatewayEvent> Events(ClientEvent what, RoomChat chat, Message? notice, IReadOnlyList<Message> messages)
    {
        var request = new ContactRequest { User = chat.User, Contact = chat.Contact, Timestamp = what.Timestamp };
        List<GatewayEvent> events = [request, .. messages];
        if (notice is not null)
        {
            events.Add(notice);
        }

        return events;
    }

    private async ValueTask<Interpretation> DeclineAsync(ClientEvent what, string ghost, CancellationToken cancellationToken)
    {
        // The ghost of an unknown user is not registered for this: everybody could fill the homeserver so. Then this fails, and the
        // invitation stays unanswered.
        var left = await client.LeaveAsync(ghost, what.RoomId, MatrixTexts.NoSuchUser.In(language), cancellationToken);
        Log.Declined(logger, context.Network);
        return left.Error is { IsTemporary: true } error ? RoomExit.Wait(error) : Nothing;
    }

    private static partial class Log
    {
        [LoggerMessage(4121, LogLevel.Information, "{Network}: declined an invitation for a user who is unknown or not allowed")]
        public static partial void Declined(ILogger logger, string network);

        [LoggerMessage(4122, LogLevel.Information, "{Network}: could not follow an invitation: {Code}")]
        public static partial void NotJoined(ILogger logger, string network, string code);
    }
}
