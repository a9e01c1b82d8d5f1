using System.Globalization;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Metrics;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Component;

/// <summary>
/// Keeps one network's domain attached: connect, serve, classify what ended it, wait, connect again.
/// <see cref="RunAsync"/> is called once; it returns when its token is cancelled and the stream is closed.
/// </summary>
internal sealed partial class ComponentLink(
    string network,
    ComponentStreamOptions options,
    ILinkEvents events,
    Random jitter,
    ILogger logger) : IComponentLink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private readonly Questions _questions = new();
    private readonly Fence _fence = new(Jid.Parse(options.Domain));
    private readonly SemaphoreSlim _fenceTurn = new(1, 1);
    private volatile ComponentStream? _stream;
    private volatile bool _wasAway;
    private long _streams;

    /// <inheritdoc/>
    public string Network => network;

    /// <inheritdoc/>
    public string Domain => options.Domain;

    /// <inheritdoc/>
    public bool IsAttached => _stream is not null;

    /// <inheritdoc/>
    public long Stream => Interlocked.Read(ref _streams);

    /// <inheritdoc/>
    // COMPAT(ejabberd): nobody else numbers streams (Prosody's ids are UUIDs), and with mod_privilege it answers no question about itself.
    public bool HasForgotten => _wasAway && _stream is { } stream && ulong.TryParse(stream.Id, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>What ended the last stream or attempt, for operators; null while attached.</summary>
    public string? LastFailure { get; private set; } = "not connected yet";

    /// <summary>Where streams are counted.</summary>
    public NetworkMetrics Metrics { get; init; } = NetworkMetrics.Unread;

    /// <summary>How often a stream has been lost or could not be opened.</summary>
    public long Failures { get; private set; }

    /// <summary>The outer loop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var attempt = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var failure = StreamFailure.Transient;
            try
            {
                await using var stream = await ComponentStream.ConnectAsync(options, cancellationToken);

                // A connection that was cut is there again at the first attempt; a server that starts is not.
                _wasAway = attempt > 1;
                attempt = 0;
                await ServeAsync(stream, cancellationToken);
                LastFailure = "the server closed the stream";
            }
            catch (StreamException exception)
            {
                failure = exception.Failure;
                LastFailure = exception.Message;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Failures++;
            Metrics.StreamFailed(failure.ToString());
            var delay = Reconnect.Delay(failure, ++attempt, NextJitter());
            LogFailure(failure, delay);
            await Task.Delay(delay, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
    {
        if (_stream is not { } stream)
        {
            return false;
        }

        try
        {
            await stream.SendAsync(stanza, cancellationToken);
            return true;
        }
        catch (StreamException)
        {
            // The reading side sees the same end and says why.
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken)
    {
        var answer = _questions.Open(request, out var id);
        try
        {
            return await SendAsync(request, cancellationToken)
                ? await answer.WaitAsync(Patience, options.Time, cancellationToken)
                : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _questions.Forget(id);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> PassFenceAsync(CancellationToken cancellationToken)
    {
        await _fenceTurn.WaitAsync(cancellationToken);
        try
        {
            return await TryFenceAsync(cancellationToken) || (await SwitchFenceAsync(cancellationToken));
        }
        finally
        {
            _fenceTurn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fenceTurn.Dispose();

    private async Task ServeAsync(ComponentStream stream, CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var handling = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Time);
        LastFailure = null;
        Interlocked.Increment(ref _streams);
        _stream = stream;
        Log.Attached(logger, network, options.Domain);
        Metrics.Attached();
        var attached = events.AttachedAsync(this, life.Token);
        try
        {
            await ReadAsync(stream, handling.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server will not send again what it has sent: everything up to the end of its half is handled.
            handling.CancelAfter(CloseTime);
            await Task.WhenAll(stream.CloseAsync(handling.Token).AsTask(), ReadAsync(stream, handling.Token, handling.Token));
        }
        finally
        {
            _stream = null;
            await life.CancelAsync();
            _questions.ForgetAll();
            _fence.Drop();
            events.Detached(this);
            await attached.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(ComponentStream stream, CancellationToken handling, CancellationToken cancellationToken)
    {
        while (await stream.Incoming.WaitToReadAsync(cancellationToken))
        {
            while (!cancellationToken.IsCancellationRequested && stream.Incoming.TryRead(out var stanza))
            {
                if (!_fence.TryReturn(stanza) && !_questions.TryAnswer(stanza))
                {
                    await events.ReceivedAsync(stanza, this, handling);
                }
            }
        }
    }

    private async Task<bool> TryFenceAsync(CancellationToken cancellationToken)
    {
        var (stanza, returned) = _fence.Raise();
        if (!await SendAsync(stanza, cancellationToken))
        {
            _fence.Drop();
            return false;
        }

        try
        {
            return await returned.WaitAsync(Patience, options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> SwitchFenceAsync(CancellationToken cancellationToken)
    {
        if (!IsAttached)
        {
            return false;
        }

        _fence.UsesMessages = !_fence.UsesMessages;
        if (await TryFenceAsync(cancellationToken))
        {
            Log.FenceSwitched(logger, network);
            return true;
        }

        if (_stream is { } stream)
        {
            // Neither form comes back: the connection is dead without having said so.
            Log.FenceLost(logger, network);
            await stream.DisposeAsync();
        }

        return false;
    }

    private double NextJitter()
    {
#pragma warning disable CA5394 // Jitter is no secret.
        return jitter.NextDouble();
#pragma warning restore CA5394
    }

    private void LogFailure(StreamFailure failure, TimeSpan delay)
    {
        switch (failure)
        {
            case StreamFailure.Configuration:
                Log.Misconfigured(logger, network, options.Domain, LastFailure, delay.TotalSeconds);
                break;
            case StreamFailure.Conflict:
                Log.Conflict(logger, network, options.Domain, LastFailure, delay.TotalSeconds);
                break;
            case StreamFailure.Transient:
                Log.Lost(logger, network, LastFailure, delay.TotalSeconds);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(failure), failure, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Information, "{Network}: attached to the XMPP server as {Domain}")]
        public static partial void Attached(ILogger logger, string network, string domain);

        [LoggerMessage(2001, LogLevel.Warning, "{Network}: not attached: {Reason}; next attempt in {Seconds:0.0} s")]
        public static partial void Lost(ILogger logger, string network, string? reason, double seconds);

        [LoggerMessage(2002, LogLevel.Error, "{Network}: the XMPP server refuses component {Domain}: {Reason}. Declare the component "
            + "there and give it the same secret as Xmpp:Secret here; next attempt in {Seconds:0.0} s")]
        public static partial void Misconfigured(ILogger logger, string network, string domain, string? reason, double seconds);

        [LoggerMessage(2003, LogLevel.Error, "{Network}: another program is attached as {Domain}: {Reason}; next attempt in {Seconds:0.0} s")]
        public static partial void Conflict(ILogger logger, string network, string domain, string? reason, double seconds);

        [LoggerMessage(2004, LogLevel.Warning, "{Network}: the server does not route pings to the component's own domain; messages are used instead")]
        public static partial void FenceSwitched(ILogger logger, string network);

        [LoggerMessage(2005, LogLevel.Warning, "{Network}: the server returns nothing that is sent to it; connecting again")]
        public static partial void FenceLost(ILogger logger, string network);
    }
}
