using System.Text.Json;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.History;

/// <summary>
/// Closes the gap that a restart of the homeserver may leave: once in each session the history of a room is read, before newer events of
/// that room are taken, so that the order holds.
/// COMPAT(Synapse 1.160): between answering the sender and storing the transaction it holds an event in memory only.
/// </summary>
internal sealed partial class CatchUp(
    IAdapterContext context, HomeserverSession session, RecentRooms rooms, MissedEvents missed, GhostIds ids, ILogger logger)
{
    /// <summary>The homeserver waits with its next transaction for so long, and others wait behind it.</summary>
    private static readonly TimeSpan TransactionPatience = TimeSpan.FromSeconds(15);

    /// <summary>Between two rooms when no transaction waits for them.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>So often a transaction is sent back because of histories. Then its events go ahead of what is missing.</summary>
    private const int MaxSentBack = 3;

    /// <summary>
    /// So many rooms are looked into once more. Where more people write, there is soon a next transaction, which shows a gap by its number.
    /// </summary>
    private const int MaxSecondLooks = 100;

    private const int MaxCommit = 200;
    private int _sentBack;

    /// <summary>Takes a transaction, after what its rooms lack.</summary>
    public async ValueTask<Acceptance> TakeAsync(IReadOnlyList<Arrival> arrivals, string connection, CancellationToken cancellationToken)
    {
        session.SawTransaction(connection);
        var now = session.Number;
        try
        {
            await rooms.LoadAsync(cancellationToken);
            if (!await CompleteAsync(arrivals, now, cancellationToken) && Interlocked.Increment(ref _sentBack) <= MaxSentBack)
            {
                return Acceptance.TryAgain;
            }

            Volatile.Write(ref _sentBack, 0);
            if (await context.PublishAsync(arrivals, cancellationToken) != Acceptance.Taken)
            {
                return Acceptance.TryAgain;
            }

            await NoteAsync(arrivals, now, cancellationToken);
            return Acceptance.Taken;
        }
        catch (StateUnavailableException)
        {
            return Acceptance.TryAgain;
        }
    }

    /// <summary>The next sweep looks into the rooms with the latest activity though they are complete.</summary>
    public void LookAgain() => rooms.Doubt(MaxSecondLooks, session.Number);

    /// <summary>Looks into all rooms that may lack events. False when it is worth going on later.</summary>
    public async ValueTask<bool> SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rooms.LoadAsync(cancellationToken);
            var now = session.Number;
            foreach (var position in rooms.ListIncomplete(now))
            {
                if (rooms.FindIncomplete(position.RoomId, now) is { } still)
                {
                    if (!await CompleteAsync(still, now, cancellationToken))
                    {
                        return false;
                    }

                    await Task.Delay(Pace, context.Time, cancellationToken);
                }
            }

            await rooms.SaveAsync(cancellationToken);
            return true;
        }
        catch (StateUnavailableException)
        {
            return false;
        }
    }

    private async ValueTask<bool> CompleteAsync(IReadOnlyList<Arrival> arrivals, int now, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TransactionPatience, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            foreach (var roomId in arrivals.Select(arrival => arrival.Lane).Distinct())
            {
                if (rooms.FindIncomplete(roomId, now) is { } position && !await CompleteAsync(position, now, both.Token))
                {
                    return false;
                }
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Publishes what one room lacks. False when the homeserver or the store cannot do it now.</summary>
    private async ValueTask<bool> CompleteAsync(RoomPosition position, int now, CancellationToken cancellationToken)
    {
        var found = await missed.ReadAsync(position, cancellationToken);
        if (!found.Succeeded)
        {
            Log.NoHistory(logger, context.Network, found.Error.Code);
            return false;
        }

        foreach (var part in found.Value.Chunk(MaxCommit))
        {
            if (await context.PublishAsync(part, cancellationToken) != Acceptance.Taken)
            {
                return false;
            }
        }

        if (found.Value is [.., var newest])
        {
            Saw(newest, now);
        }

        rooms.SetComplete(position.RoomId, now);
        return true;
    }

    /// <summary>The events are taken already: what cannot be noted now is noted at the next occasion.</summary>
    private async ValueTask NoteAsync(IReadOnlyList<Arrival> arrivals, int now, CancellationToken cancellationToken)
    {
        var isNew = false;
        foreach (var newest in arrivals.GroupBy(arrival => arrival.Lane).Select(room => room.Last()))
        {
            isNew |= Saw(newest, now);
        }

        try
        {
            if (isNew)
            {
                await rooms.SaveAsync(cancellationToken);
            }
        }
        catch (StateUnavailableException)
        {
            Log.NotNoted(logger, context.Network);
        }
    }

    private bool Saw(Arrival newest, int now)
    {
        using var document = JsonDocument.Parse(((Arrival.Raw)newest).Payload, TransactionReader.Options);
        var what = ClientEvent.Read(document.RootElement, newest.Lane, context.Time.GetUtcNow());
        if (what is null)
        {
            return false;
        }

        // The history is read without what is ours, so that a known room's position must not be ours either.
        var position = new RoomPosition(newest.Lane, what.Id, what.Timestamp.ToUnixTimeMilliseconds());
        return ids.IsOurs(what.Sender) ? rooms.Add(position, now) : rooms.Saw(position, now);
    }

    private static partial class Log
    {
        [LoggerMessage(4501, LogLevel.Information, "{Network}: cannot read the history of a room now, trying on: {Code}")]
        public static partial void NoHistory(ILogger logger, string network, string code);

        [LoggerMessage(4502, LogLevel.Warning, "{Network}: cannot note how far a new room is known, trying on")]
        public static partial void NotNoted(ILogger logger, string network);
    }
}
