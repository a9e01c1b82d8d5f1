using Polly.CircuitBreaker;
using Polly.Timeout;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
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

    /// <summary>Servers that did not answer last; and when those answered again that did not.</summary>
    private readonly BoundedCache<(string Network, string Server), bool> _away = new(Capacity);
    private readonly BoundedCache<(string Network, string Server), DateTimeOffset> _back = new(Capacity);

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
            var result = await circuit.Pipeline.ExecuteAsync(static (run, token) => run(token), attempt, cancellationToken);
            Note(circuit.Server, result is not DeliveryResult.Retry { ServerWide: true });
            return (result, true);
        }
        catch (BrokenCircuitException exception)
        {
            return (new DeliveryResult.Retry(OwnReasons.NoAnswer, exception.RetryAfter ?? ServerCircuit.Break, ServerWide: true), false);
        }
        catch (TimeoutRejectedException)
        {
            Note(circuit.Server, isThere: false);
            return (new DeliveryResult.Retry(OwnReasons.NoAnswerInTime, ServerWide: true), true);
        }
        finally
        {
            Leave(circuit);
        }
    }

    /// <summary>A server is there again, as somebody knows who has looked.</summary>
    public void NoteBack(string network, string server) => _back.Set((network, server), time.GetUtcNow());

    /// <summary>True when a server was away after that, and is there again.</summary>
    public bool IsBackSince(string network, string server, DateTimeOffset began) => _back.TryGet((network, server), out var at) && at >= began;

    /// <summary>One attempt that gets through speaks for all that wait.</summary>
    private void Note((string Network, string Server) server, bool isThere)
    {
        if (!isThere)
        {
            _away.Set(server, true);
        }
        else if (_away.TryGet(server, out var isAway) && isAway)
        {
            _away.Set(server, false);
            NoteBack(server.Network, server.Server);
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
