using Microsoft.Extensions.Logging;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// For what has already happened outside and must be written down: keeps trying while the store is away. Stopping leaves it unwritten, and
/// the next life does the step again.
/// </summary>
internal sealed partial class Persistence(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Does it, however long the store is away.</summary>
    public async Task<T> KeepTryingAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await step(stopping);
            }
            catch (StoreUnavailableException exception)
            {
                Log.Away(logger, exception.Message);
                await Task.Delay(Pause, time, stopping);
            }
        }
    }

    /// <summary>Does it, however long the store is away.</summary>
    public Task KeepTryingAsync(Func<CancellationToken, Task> step, CancellationToken stopping) =>
        KeepTryingAsync(
            async token =>
            {
                await step(token);
                return true;
            },
            stopping);

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "The store cannot be used: {Reason}; trying again")]
        public static partial void Away(ILogger logger, string reason);
    }
}
