using System.Globalization;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>
/// Counts the lives of the homeserver as seen from here. Whenever it may have been restarted, a new session begins; doubt is enough,
/// because a needless new session costs some requests, and an overlooked one costs events.
/// </summary>
internal sealed class HomeserverSession(TimeProvider time)
{
    /// <summary>No homeserver stops and is back with transactions within this time.</summary>
    private static readonly TimeSpan ShortestRestart = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private int _number = 1;
    private string? _connection;
    private long _lastTransaction;
    private long? _lastNumber;

    public int Number => Volatile.Read(ref _number);

    /// <summary>Called whenever a new session has begun.</summary>
    public Action Renewed { get; init; } = () => { };

    public void Renew()
    {
        Interlocked.Increment(ref _number);
        Renewed();
    }

    /// <summary>
    /// A homeserver that lives keeps its connection for the transactions, which it sends one after the other. A new connection after a
    /// pause may be that of a new process. Behind a proxy that keeps none, the pause bounds what the mistake costs.
    /// </summary>
    public void SawTransaction(string connection)
    {
        lock (_lock)
        {
            if (_connection is not null && _connection != connection && time.GetElapsedTime(_lastTransaction) >= ShortestRestart)
            {
                Renew();
            }

            _connection = connection;
            _lastTransaction = time.GetTimestamp();
        }
    }

    /// <summary>
    /// Synapse counts its transactions. A number that is left out is a transaction that we have not seen.
    /// COMPAT(Synapse 1.160): one that it stores in the moment in which it takes us for back again stays where it is until the next time
    /// that we are away.
    /// </summary>
    public void SawTransactionId(string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return;
        }

        lock (_lock)
        {
            if (number > _lastNumber + 1)
            {
                Renew();
            }

            _lastNumber = number;
        }
    }

    /// <summary>An answer that means that no homeserver is there, given by the network or by a proxy in front of it.</summary>
    public void SawError(MatrixError error)
    {
        if (error.Code is Reply.NoConnection or "502" or "503" or "504")
        {
            Renew();
        }
    }
}
