using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// How clients go out of rooms (XEP-0045 §7.14). Leaving means leaving, on the foreign network too. A lost connection does not: then the user
/// still belongs to the room, and comes back to it.
/// </summary>
internal sealed partial class RoomDeparture(
    RoomBook book, RoomMembers members, IRoomStore store, TimeProvider time, ILogger<RoomDeparture> logger) : IDisposable
{
    /// <summary>
    /// A client that goes offline says the same to its rooms as one that leaves them, and still answers until its stream has closed. After this time
    /// it has.
    /// </summary>
    public static readonly TimeSpan UntilOffline = TimeSpan.FromSeconds(3);

    private const int MaximumQuestions = 3;

    private readonly ConcurrentDictionary<(long Room, Jid Client), Leave> _leaves = new();
    private readonly CancellationTokenSource _hurry = new();

    /// <summary>
    /// A client says that it leaves; or its server does, because it has gone. It is out of the room at once; whether its user is, too, shows soon, and
    /// nobody waits for that.
    /// </summary>
    public async ValueTask LeaveAsync(HostedRoom room, Jid client, Jid address, string? words, CancellationToken cancellationToken)
    {
        if (await TakeOutAsync(room, client, address, cancellationToken))
        {
            var leave = new Leave(room, client, words);
            _leaves[leave.Key] = leave;
            leave.Decided = DecideAsync(leave);
        }
    }

    /// <summary>Ends when all that is undecided now is decided.</summary>
    public Task IdleAsync() => Task.WhenAll(_leaves.Values.Select(leave => leave.Decided));

    /// <summary>The gateway stops: what is undecided is decided without further waiting.</summary>
    public async Task DecideAllAsync(CancellationToken cancellationToken)
    {
        await _hurry.CancelAsync();
        await IdleAsync().WaitAsync(cancellationToken);
    }

    /// <summary>A client is lost when its server says that it is not there; where nobody says anything it stays.</summary>
    public async Task CheckAsync(HostedRoom room, RoomClient client, CancellationToken attached)
    {
        var question = Ping.Request(Jid.Parse(room.Network.Link.Domain), client.Jid, "there");
        if (await room.Network.Link.AskAsync(question, attached) is { IsError: true } answer && RoomWhispers.IsGone(answer))
        {
            await LoseAsync(room, client.Jid, client.Room, attached);
        }
    }

    /// <summary>
    /// A client cannot be reached: it is not in the room any more; its user still belongs to it. Should it be there all the same, it hears so (status 333), and
    /// comes in again.
    /// </summary>
    public async ValueTask LoseAsync(HostedRoom room, Jid client, Jid address, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        if (room.Find(client, address) is { } lost)
        {
            var occupant = lost.Room.WithResource(room.OccupantOf(client)?.Nick ?? "?");
            if (await room.Network.Link.SendAsync(RoomPresences.PutOut(client, occupant, RoomStatus.Technical), cancellationToken))
            {
                await store.RemoveRoomClientAsync(room.Row.Id, client.ToString(), cancellationToken);
            }

            // Who cannot be told now is told at the next attaching.
            room.Remove(client);
            RoomBook.Rest(room);
        }
    }

    /// <summary>
    /// A user does not belong to a room any more. False when the network could not be told: then they still belong to it, and it is to be tried again.
    /// </summary>
    public async ValueTask<bool> EndAsync(HostedRoom room, Jid user, string? words, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        if (room.ClientsOf(user).Any() || !room.Users.TryGetValue(user.Bare, out var row))
        {
            // Another client of theirs has come in meanwhile.
            return true;
        }

        RoomAnswer answer;
        try
        {
            answer = await ((IHostsRooms)room.Network.Adapter).LeaveAsync(room.Id, user.Bare, words, cancellationToken);
        }
        finally
        {
            book.NoteLeft(room, user.Bare);
        }

        if (answer is RoomAnswer.Refused)
        {
            // It stays due. Until then none of their clients is to go in again by itself.
            await store.PutLeavingAsync(room.Row.Id, user.Bare.ToString(), cancellationToken);
            await members.ForgetAsync(room, user.Bare, cancellationToken);
            return false;
        }

        var who = new RemoteContact(new RemoteUserId(row.Self), row.Self, row.Nick);
        await members.ChangeAsync(
            room,
            new RoomMemberChange
            {
                Room = room.Id,
                By = who,
                Timestamp = time.GetUtcNow(),
                Member = new RoomMember(who, RoomRank.Guest),
                Passage = RoomPassage.Left,
            },
            null,
            cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _hurry.Dispose();

    private async Task DecideAsync(Leave leave)
    {
        await Task.Delay(UntilOffline, time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_leaves.GetValueOrDefault(leave.Key) != leave)
        {
            // It came back, and left again: that is decided later.
            return;
        }

        try
        {
            // Servers send the same presence for a client that was cut off. But then there is no client any more that could answer.
            if (!leave.Room.ClientsOf(leave.Client).Any() && await IsThereAsync(leave.Room.Network, leave.Client, CancellationToken.None))
            {
                await EndAsync(leave.Room, leave.Client.Bare, leave.Words, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // Then the user still belongs to the room, as after a lost connection; and nobody waits for this.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Undecided(logger, e, leave.Room.Network.Name);
        }
        finally
        {
            _leaves.TryRemove(KeyValuePair.Create(leave.Key, leave));
        }
    }

    /// <summary>True when it was the last client of its user.</summary>
    private async ValueTask<bool> TakeOutAsync(HostedRoom room, Jid client, Jid address, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        if (room.Find(client, address) is not { } inside)
        {
            return false;
        }

        if (room.OccupantOf(client) is { } self)
        {
            await room.TellAsync(RoomPresences.Gone(room, self, inside, null), cancellationToken);
        }

        await ForgetAsync(room, client, cancellationToken);
        return !room.ClientsOf(client).Any();
    }

    private async ValueTask ForgetAsync(HostedRoom room, Jid client, CancellationToken cancellationToken)
    {
        room.Remove(client);
        await store.RemoveRoomClientAsync(room.Row.Id, client.ToString(), cancellationToken);
        RoomBook.Rest(room);
    }

    /// <summary>
    /// RFC 6121 §8.5.3.2.3: for a client that has gone its server answers; one that is there answers itself, whatever it says. A server says
    /// service-unavailable, and so does a client that does not know the question (RFC 6120 §8.4): then another one is asked, which all know.
    /// </summary>
    private async ValueTask<bool> IsThereAsync(Network network, Jid client, CancellationToken cancellationToken)
    {
        var self = Jid.Parse(network.Link.Domain);
        for (var question = 1; ; question++)
        {
            var answer = await network.Link.AskAsync(
                question == 1 ? Ping.Request(self, client, "there") : Stanza.Iq(self, client, "get", "there", DiscoInfo.Request()), cancellationToken);
            if (answer is { IsError: false } || (answer is not null && StanzaError.Find(answer) is { Condition: StanzaConditions.FeatureNotImplemented }))
            {
                return true;
            }

            // What was lost on the way says nothing. But with the link the server may have gone, and the client come back since: then nobody has left.
            if (question == MaximumQuestions
                || (answer is null ? _hurry.IsCancellationRequested || !network.Link.IsAttached : StanzaError.Find(answer) is not { Condition: StanzaConditions.ServiceUnavailable }))
            {
                return false;
            }
        }
    }

    private sealed class Leave(HostedRoom room, Jid client, string? words)
    {
        public HostedRoom Room => room;

        public Jid Client => client;

        public string? Words => words;

        public (long Room, Jid Client) Key => (room.Row.Id, client);

        public Task Decided { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(3126, LogLevel.Information, "{Network}: a user has left a room, and their network could not be told")]
        public static partial void Undecided(ILogger logger, Exception exception, string network);
    }
}
