using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>What XMPP users do just now, told as their ghosts: only in rooms that are there, and only what is new.</summary>
internal sealed class UserSigns(MatrixClient client, GhostIds ids, RoomNotes notes, GhostProfiles profiles, GhostPresences presences)
{
    private const int MaxRemembered = 20_000;

    /// <summary>XEP-0085 tells the beginning once, Matrix wants it told again: so it lasts longer than people write a message.</summary>
    private static readonly TimeSpan TypingLength = TimeSpan.FromSeconds(60);

    private static readonly DeliveryResult Done = new DeliveryResult.Delivered(null);

    private readonly ConcurrentDictionary<(string Ghost, string Room), bool> _typing = new();

    public ValueTask TakeAsync(UserSignal signal, CancellationToken cancellationToken) => signal switch
    {
        UserSignal.Typing typing => TakeAsync(typing, cancellationToken),
        UserSignal.Presence presence when ids.Of(presence.User) is { } ghost =>
            presences.TellAsync(ghost, Presences.Write(presence.State), cancellationToken),
        UserSignal.Presence => ValueTask.CompletedTask,
        UserSignal.ProfileChanged changed => profiles.TakeAsync(changed.User, changed.Profile, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown signal {signal.GetType().Name}."),
    };

    /// <summary>The user has seen a message.</summary>
    public async ValueTask<DeliveryResult> SendAsync(Displayed displayed, CancellationToken cancellationToken)
    {
        if (ids.Of(displayed.User) is not { } ghost || await RoomOfAsync(displayed.User, displayed.Contact, cancellationToken) is not { } roomId)
        {
            // Nobody is there who could be told.
            return Done;
        }

        if (!EventIds.IsValid(displayed.UpTo.Value))
        {
            return new DeliveryResult.Rejected(MatrixTexts.NoSuchMessage, FailureCondition.NoSuchRecipient);
        }

        var told = await client.SetReadAsync(ghost, roomId, displayed.UpTo.Value, cancellationToken);
        return told.Error is null ? Done : DeliveryOutcome.Of(DeliveryStep.Send, told.Error);
    }

    private async ValueTask TakeAsync(UserSignal.Typing typing, CancellationToken cancellationToken)
    {
        if (ids.Of(typing.User) is not { } ghost || await RoomOfAsync(typing.User, typing.Contact, cancellationToken) is not { } roomId)
        {
            return;
        }

        if (typing.State == ChatStateKind.Composing)
        {
            _typing.TryAdd((ghost, roomId), true);
            await client.SetTypingAsync(ghost, roomId, TypingLength, cancellationToken);
        }
        else if (_typing.TryRemove((ghost, roomId), out _))
        {
            await client.SetTypingAsync(ghost, roomId, null, cancellationToken);
        }

        if (_typing.Count >= MaxRemembered)
        {
            _typing.Clear();
        }
    }

    private async ValueTask<string?> RoomOfAsync(Jid user, RemoteContact contact, CancellationToken cancellationToken) => contact.IsRoom
        ? contact.Id.Value
        : await notes.FindDirectAsync(new RoomNote(user.Bare.ToString(), contact.Id.Value), cancellationToken);
}
