using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>The Polly pipeline of one foreign server: a circuit breaker, and a time limit for each attempt.</summary>
internal sealed class ServerCircuit
{
    /// <summary>For how long an open circuit lets nobody through.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private long _opened;
    private bool _isOpen;

    public ServerCircuit((string Network, string Server) server, TimeProvider time, TimeSpan attemptTime)
    {
        Server = server;
        _time = time;
        Pipeline = new ResiliencePipelineBuilder<DeliveryResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<DeliveryResult>
            {
                FailureRatio = 0.8,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = Break,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is DeliveryResult.Retry { ServerWide: true }
                    || arguments.Outcome.Exception is TimeoutRejectedException),
                OnOpened = _ => Note(isOpen: true),
                OnClosed = _ => Note(isOpen: false),
            })
            .AddTimeout(attemptTime)
            .Build();
    }

    public (string Network, string Server) Server { get; }

    public ResiliencePipeline<DeliveryResult> Pipeline { get; }

    /// <summary>Attempts under way; counted by the owner under its lock.</summary>
    public int Attempts { get; set; }

    /// <summary>True when nothing is lost with it but a few failures that did not open it.</summary>
    public bool IsIdle => Attempts == 0 && !(Volatile.Read(ref _isOpen) && _time.GetElapsedTime(Volatile.Read(ref _opened)) < Break);

    private ValueTask Note(bool isOpen)
    {
        Volatile.Write(ref _opened, _time.GetTimestamp());
        Volatile.Write(ref _isOpen, isOpen);
        return ValueTask.CompletedTask;
    }
}
