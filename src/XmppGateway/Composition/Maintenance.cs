using Microsoft.Extensions.Logging;
using XmppGateway.Media;
using XmppGateway.Protection;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>Keeps the store small: forgets finished messages after a while, and files that no link reaches any more.</summary>
internal sealed partial class Maintenance(
    IStore store, ProtectionParts protection, MediaServices media, TimeSpan keep, TimeProvider time, ILogger<Maintenance> logger)
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
                var before = time.GetUtcNow() - keep;
                await protection.GiveUpAsync(before, cancellationToken);
                await store.PruneAsync(before, cancellationToken);
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
