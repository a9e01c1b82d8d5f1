using Polly;
using Polly.Retry;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>
/// Repeats of one request within one call. Only short waits are waited for here; longer ones are the outbox's business
/// (<see cref="Abstractions.DeliveryResult.Retry"/>), so that a lane does not sit in a request for minutes.
/// </summary>
internal static class RequestPipeline
{
    /// <summary>The longest wait asked for by a 429 that is waited for on the spot.</summary>
    public static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    private const int MaxRepeats = 3;

    /// <summary>
    /// With <paramref name="repeatUncertain"/> false only a 429 is repeated: that alone says for certain that nothing was done.
    /// </summary>
    public static ResiliencePipeline<Reply> Create(TimeProvider time, Func<double> jitter, bool repeatUncertain) =>
        new ResiliencePipelineBuilder<Reply> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Reply>
            {
                MaxRetryAttempts = MaxRepeats,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
                Randomizer = jitter,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome.Result?.Error, repeatUncertain)),

                // Null: the exponential delay.
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Error?.RetryAfter),
            })
            .Build();

    private static bool IsWorthRepeating(MatrixError? error, bool repeatUncertain) => error switch
    {
        { Kind: MatrixErrorKind.LimitExceeded } => error.RetryAfter is null || error.RetryAfter <= ShortWait,
        { Kind: MatrixErrorKind.Unavailable } => repeatUncertain && error.Code != Reply.TimedOut,
        _ => false,
    };
}
