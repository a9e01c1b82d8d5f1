using Microsoft.Extensions.Logging;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>The inbox of one network: commits arrivals at any time, delivers them while the link is attached.</summary>
internal sealed class NetworkInbox(
    Network network,
    IInboxStore store,
    IncomingDelivery delivery,
    DeliverySettings settings,
    long open,
    TimeProvider time,
    ILogger logger)
{
    private long _open = open;
    private volatile Attachment? _attachment;

    /// <summary>Arrivals that the XMPP server has not yet taken.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Commits arrivals and puts the new ones on their lanes.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public async Task AddAsync(Incoming[] arrivals, CancellationToken cancellationToken)
    {
        var sequences = await store.AddIncomingAsync([.. arrivals.Select(arrival => arrival.Entry)], cancellationToken);
        for (var i = 0; i < arrivals.Length; i++)
        {
            if (sequences[i] is { } sequence)
            {
                Interlocked.Increment(ref _open);
                _attachment?.Add(arrivals[i] with { Entry = arrivals[i].Entry with { Sequence = sequence } });
            }
        }
    }

    /// <summary>Serves one attachment of the link; returns when the token says that it has ended.</summary>
    public async Task ServeAsync(CancellationToken attached)
    {
        using var attachment = new Attachment(
            network, store, delivery, settings, count => Interlocked.Add(ref _open, -count), time, logger, attached);

        // From here on arrivals are announced; what was committed before is found in the store when the attachment starts.
        _attachment = attachment;
        try
        {
            await attachment.RunAsync();
        }
        catch (OperationCanceledException) when (attached.IsCancellationRequested)
        {
            // The stream has ended; the next attachment starts from the store.
        }
        finally
        {
            _attachment = null;
            await attachment.EndAsync();
        }
    }
}
