using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>
/// Hands mails to the submission server over a few connections side by side, so that a slow delivery delays nobody else. A mail once
/// begun is carried through even when the caller has lost patience; when the same mail comes again, it gets that outcome. So a server
/// that takes longer than the caller's patience to accept a mail does not get it twice.
/// </summary>
internal sealed class SmtpClient(SmtpDialer dialer, TimeProvider time) : IAsyncDisposable
{
    private const int MaxConnections = 4;
    private const int MaxRemembered = 1000;
    private readonly IdleConnections _idle = new(time);
    private readonly SemaphoreSlim _slots = new(MaxConnections);
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<DeliveryResult>>>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Connections that wait for the next mail.</summary>
    public int IdleConnectionCount => _idle.Count;

    /// <summary>Gives one result per recipient, in order.</summary>
    public async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        while (true)
        {
            ForgetAbandoned();
            var fresh = new Lazy<Task<IReadOnlyList<DeliveryResult>>>(() => Task.Run(() => CarryAsync(envelope)));
            var running = _running.GetOrAdd(envelope.Id, fresh);
            IReadOnlyList<DeliveryResult> results;
            try
            {
                results = await running.Value.WaitAsync(cancellationToken);
            }
            finally
            {
                if (running.Value.IsCompleted)
                    _running.TryRemove(KeyValuePair.Create(envelope.Id, running));
            }

            // The outcome of an earlier attempt that is not final says nothing about now.
            if (running == fresh || !results.Any(result => result is DeliveryResult.Retry))
                return results;
        }
    }

    /// <summary>Lets mails that are on their way finish while the patience lasts.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task running = Task.WhenAll(_running.Values.Where(lazy => lazy.IsValueCreated).Select(lazy => lazy.Value));
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _idle.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopping.Dispose();
        _slots.Dispose();
    }

    /// <summary>Outcomes that nobody came back for, because the caller has given the mail up in the meantime.</summary>
    private void ForgetAbandoned()
    {
        if (_running.Count < MaxRemembered)
            return;

        foreach (var outcome in _running.Where(pair => pair.Value is { IsValueCreated: true, Value.IsCompleted: true }))
            _running.TryRemove(outcome);
    }

    private async Task<IReadOnlyList<DeliveryResult>> CarryAsync(SmtpEnvelope envelope)
    {
        await _slots.WaitAsync(_stopping.Token);
        try
        {
            if (_idle.Take() is { } used)
            {
                var results = await SendOnAsync(used, envelope);
                if (!used.WasStale)
                    return results;
            }

            return await SendOnAsync(await dialer.OpenAsync(_stopping.Token), envelope);
        }
        catch (SmtpUnavailableException error)
        {
            return [.. envelope.To.Select(_ => new DeliveryResult.Retry(error.Message, ServerWide: true))];
        }
        finally
        {
            _slots.Release();
        }
    }

    private async ValueTask<IReadOnlyList<DeliveryResult>> SendOnAsync(SmtpConnection connection, SmtpEnvelope envelope)
    {
        var keep = false;
        try
        {
            var results = await connection.SendAsync(envelope, _stopping.Token);
            keep = connection.IsReusable;
            return results;
        }
        finally
        {
            if (keep)
                _idle.Put(connection);
            else
                await connection.DisposeAsync();
        }
    }
}
