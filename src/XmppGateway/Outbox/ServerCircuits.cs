using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>
/// One Polly pipeline per foreign server: a time limit for each attempt, and a circuit breaker, so that a server that is down is asked by
/// one delivery now and then, and not by all that wait for it.
/// </summary>
internal sealed class ServerCircuits(TimeProvider time, TimeSpan attemptTime)
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Network, string Server), ResiliencePipeline<DeliveryResult>> _pipelines = new();

    /// <summary>
    /// Runs one attempt. An open circuit and a time-out come back as <see cref="DeliveryResult.Retry"/>; what the adapter throws comes through.
    /// </summary>
    /// <returns>The result, and whether the server was asked at all.</returns>
    public async ValueTask<(DeliveryResult Result, bool Asked)> AttemptAsync(
        string network,
        string server,
        Func<CancellationToken, ValueTask<DeliveryResult>> attempt,
        CancellationToken cancellationToken)
    {
        try
        {
            var pipeline = _pipelines.GetOrAdd((network, server), static (_, circuits) => circuits.Build(), this);
            return (await pipeline.ExecuteAsync(static (run, token) => run(token), attempt, cancellationToken), true);
        }
        catch (BrokenCircuitException exception)
        {
            return (new DeliveryResult.Retry("the server does not answer", exception.RetryAfter ?? Break, ServerWide: true), false);
        }
        catch (TimeoutRejectedException)
        {
            return (new DeliveryResult.Retry("the server did not answer in time", ServerWide: true), true);
        }
    }

    private ResiliencePipeline<DeliveryResult> Build() =>
        new ResiliencePipelineBuilder<DeliveryResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<DeliveryResult>
            {
                FailureRatio = 0.8,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = Break,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is DeliveryResult.Retry { ServerWide: true }
                    || arguments.Outcome.Exception is TimeoutRejectedException),
            })
            .AddTimeout(attemptTime)
            .Build();
}
