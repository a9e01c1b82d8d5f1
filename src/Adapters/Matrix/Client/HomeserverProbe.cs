using System.Globalization;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>
/// Tries both directions to the homeserver until they work: our token there, its token here. The ping also makes Synapse deliver at
/// once what it had put off while we were away, instead of after up to eight minutes.
/// </summary>
internal sealed partial class HomeserverProbe(
    MatrixClient client, string network, string serviceId, string bot, TimeProvider time, Func<double> jitter, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterSendingBack = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private bool _runs;
    private bool _again;

    /// <summary>Called when both directions were found to work: the homeserver now sends what it had put off.</summary>
    public Action Worked { get; init; } = () => { };

    /// <summary>Begins to try, unless it is trying already.</summary>
    public void Start() => Start(TimeSpan.Zero);

    /// <summary>A transaction was sent back: asks for it again in a while.</summary>
    public void AskAgainSoon() => Start(PauseAfterSendingBack);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private void Start(TimeSpan after)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            if (_runs)
            {
                // The one that runs may have passed its ping already: what is asked for later needs a ping of its own.
                _again |= after > TimeSpan.Zero;
                return;
            }

            _runs = true;
            _running = RunAsync(after, _stopping.Token);
        }
    }

    private async Task RunAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            do
            {
                await Task.Delay(after, time, cancellationToken);
                await TryAsync(cancellationToken);
                after = PauseAfterSendingBack;
            }
            while (TakeAgain());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private bool TakeAgain()
    {
        lock (_lock)
        {
            _runs = _again;
            _again = false;
            return _runs;
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        string? told = null;
        while (await FindProblemAsync(cancellationToken) is { } problem)
        {
            // One line for each new state, not for each attempt.
            if (problem != told)
            {
                Log.Problem(logger, network, problem);
                told = problem;
            }

            await Task.Delay(delay * (0.75 + (0.5 * jitter())), time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }

        Worked();
        Log.Works(logger, network);
    }

    /// <summary>What is wrong, as advice; null when both directions work.</summary>
    private async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        var versions = await client.GetVersionsAsync(cancellationToken);
        if (!versions.Succeeded)
        {
            return ProbeDiagnosis.Of(ProbeStep.Versions, versions.Error);
        }

        var self = await client.GetWhoAmIAsync(cancellationToken);
        if (!self.Succeeded)
        {
            return ProbeDiagnosis.Of(ProbeStep.WhoAmI, self.Error);
        }

        if (self.Value.UserId != bot)
        {
            return $"the homeserver takes the gateway for {self.Value.UserId}, not {bot}: ServerName or the registration is another one's";
        }

        var transactionId = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var ping = await client.PingAsync(serviceId, transactionId, cancellationToken);
        return ping.Succeeded ? null : ProbeDiagnosis.Of(ProbeStep.Ping, ping.Error);
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Warning, "{Network}: not working yet, trying on: {Problem}")]
        public static partial void Problem(ILogger logger, string network, string problem);

        [LoggerMessage(4302, LogLevel.Information, "{Network}: connected with the homeserver in both directions")]
        public static partial void Works(ILogger logger, string network);
    }
}
