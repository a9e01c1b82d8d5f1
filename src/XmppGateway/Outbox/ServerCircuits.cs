using Polly.CircuitBreaker;
using Polly.Timeout;
using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// One <see cref="ServerCircuit"/> per foreign server, so that a server that is down is asked by one delivery now and then, and not by all
/// that wait for it. Holds a bounded number: the ones that were idle for the longest time are forgotten, but none that is open or in use.
/// </summary>
internal sealed class ServerCircuits(TimeProvider time, TimeSpan attemptTime)
{
    /// <summary>How many are kept, as long as only idle ones have to go for it.</summary>
    public const int Capacity = 1_000;

    // Two, so that what was kept above the capacity goes again when it may.
    private const int LooksPerAddition = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Network, string Server), LinkedListNode<ServerCircuit>> _byServer = [];
    private readonly LinkedList<ServerCircuit> _latestFirst = new();

    /// <summary>Servers that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byServer.Count;
            }
        }
    }

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
        var circuit = Enter((network, server));
        try
        {
            return (await circuit.Pipeline.ExecuteAsync(static (run, token) => run(token), attempt, cancellationToken), true);
        }
        catch (BrokenCircuitException exception)
        {
            return (new DeliveryResult.Retry(OwnReasons.NoAnswer, exception.RetryAfter ?? ServerCircuit.Break, ServerWide: true), false);
        }
        catch (TimeoutRejectedException)
        {
            return (new DeliveryResult.Retry(OwnReasons.NoAnswerInTime, ServerWide: true), true);
        }
        finally
        {
            Leave(circuit);
        }
    }

    private ServerCircuit Enter((string Network, string Server) key)
    {
        lock (_lock)
        {
            if (_byServer.TryGetValue(key, out var node))
            {
                _latestFirst.Remove(node);
            }
            else
            {
                MakeRoom();
                _byServer[key] = node = new LinkedListNode<ServerCircuit>(new ServerCircuit(key, time, attemptTime));
            }

            _latestFirst.AddFirst(node);
            node.Value.Attempts++;
            return node.Value;
        }
    }

    private void Leave(ServerCircuit circuit)
    {
        lock (_lock)
        {
            circuit.Attempts--;
        }
    }

    /// <summary>What must be kept goes to the front: each addition looks at a few only, however many are open.</summary>
    private void MakeRoom()
    {
        for (var i = 0; i < LooksPerAddition && _byServer.Count >= Capacity; i++)
        {
            var oldest = _latestFirst.Last!;
            _latestFirst.Remove(oldest);
            if (oldest.Value.IsIdle)
            {
                _byServer.Remove(oldest.Value.Server);
            }
            else
            {
                _latestFirst.AddFirst(oldest);
            }
        }
    }
}
