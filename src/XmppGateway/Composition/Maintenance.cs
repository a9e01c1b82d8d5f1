using Microsoft.Extensions.Logging;
using XmppGateway.Media;
using XmppGateway.Protection;
using XmppGateway.Rooms;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>How long what is finished stays.</summary>
/// <param name="Messages">Messages between two people, and all else.</param>
/// <param name="Rooms">What was said in rooms.</param>
internal sealed record KeepTimes(TimeSpan Messages, TimeSpan Rooms);

/// <summary>Keeps the store small: forgets finished messages after a while, and files that no link reaches any more.</summary>
internal sealed partial class Maintenance(
    IStore store, ProtectionParts protection, MediaServices media, RoomAbsence absence, KeepTimes keep, TimeProvider time,
    ILogger<Maintenance> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                // Nobody's message ends without a word; what is pruned after that belongs to networks that are gone.
                var now = time.GetUtcNow();
                var before = now - keep.Messages;
                await protection.GiveUpAsync(before, cancellationToken);
                await store.PruneAsync(before, now - keep.Rooms, cancellationToken);
                while (await store.ForgetStateAsync(now, cancellationToken) > 0)
                {
                    // A few at a time, so that other writes come between.
                    cancellationToken.ThrowIfCancellationRequested();
                }

                await absence.EndAsync(cancellationToken);
                await media.ForgetAsync(cancellationToken);
            }
            catch (StoreUnavailableException e)
            {
                Log.Skipped(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1030, LogLevel.Information, "Old messages are forgotten later: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
