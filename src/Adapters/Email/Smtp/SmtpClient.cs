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

    /// <summary>The largest mail that the server takes, in bytes; null while that is unknown, or where it has no limit.</summary>
    public long? MaxSize => dialer.Offered is { MaxSize: > 0 and var size } ? size : null;

    /// <summary>Gives one result per recipient, in order. The envelope is used up: what it reads from is disposed of when it is at its end.</summary>
    public async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        var begun = false;
        try
        {
            return await SendAsync(
                envelope.Id,
                () =>
                {
                    begun = true;
                    return Task.Run(() => CarryAsync(envelope));
                },
                cancellationToken);
        }
        finally
        {
            if (!begun && envelope.Rest is { } unused)
                await unused.DisposeAsync();
        }
    }

    private async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(
        string id, Func<Task<IReadOnlyList<DeliveryResult>>> carry, CancellationToken cancellationToken)
    {
        while (true)
        {
            ForgetAbandoned();
            var fresh = new Lazy<Task<IReadOnlyList<DeliveryResult>>>(() => carry());
            var running = _running.GetOrAdd(id, fresh);
            IReadOnlyList<DeliveryResult> results;
            try
            {
                results = await running.Value.WaitAsync(cancellationToken);
            }
            finally
            {
                if (running.Value.IsCompleted)
                    _running.TryRemove(KeyValuePair.Create(id, running));
            }

            // The outcome of an earlier attempt that reached nobody says nothing about now; who has the mail does not get it again.
            if (running == fresh || !results.All(result => result is DeliveryResult.Retry))
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
        await using var rest = envelope.Rest;
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
            return [.. envelope.To.Select(_ => new DeliveryResult.Retry(error.Reason, ServerWide: true) { Detail = error.Message })];
        }
        catch (IOException error)
        {
            // Of the connection they are of the kind above: this is the disk, from which the files come.
            return [.. envelope.To.Select(_ => new DeliveryResult.Retry(SmtpTexts.NoDisk) { Detail = error.Message })];
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
