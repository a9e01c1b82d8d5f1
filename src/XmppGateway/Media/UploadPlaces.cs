using XmppGateway.Abstractions;
using XmppGateway.Routing;

namespace XmppGateway.Media;

/// <summary>
/// Which upload services may be used: a few files for each at a time, and none for some minutes after one failed, so that a service that
/// hangs holds up one message and not all of its users'. Thread-safe.
/// </summary>
internal sealed class UploadPlaces(TimeProvider time)
{
    /// <summary>How many files go to one service at a time.</summary>
    public const int AtOnce = 4;

    /// <summary>How long a service is let alone after a failure.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private const int MaximumServices = 1000;

    private readonly Lock _lock = new();
    private readonly BoundedCache<Jid, Service> _services = new(MaximumServices);

    /// <summary>Waits for a place; null, at once or after waiting, where the service is let alone.</summary>
    public async ValueTask<Place?> TakeAsync(Jid address, CancellationToken cancellationToken)
    {
        var service = Find(address);
        if (service.RestsUntil > time.GetUtcNow())
        {
            return null;
        }

        await service.Places.WaitAsync(cancellationToken);
        if (service.RestsUntil > time.GetUtcNow())
        {
            service.Places.Release();
            return null;
        }

        return new Place(service);
    }

    /// <summary>The service has failed.</summary>
    public void LeaveAlone(Jid address)
    {
        var service = Find(address);
        service.RestsUntil = time.GetUtcNow() + Rest;
    }

    private Service Find(Jid address)
    {
        lock (_lock)
        {
            if (_services.TryGet(address, out var service) && service is not null)
            {
                return service;
            }

            var made = new Service();
            _services.Set(address, made);
            return made;
        }
    }

    /// <summary>A place at a service, given back when it is disposed of.</summary>
    internal sealed class Place(Service service) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => service.Places.Release();
    }

    /// <summary>Nobody waits for its handle, so that there is nothing to dispose of.</summary>
    internal sealed class Service
    {
        private long _restsUntil;

        public SemaphoreSlim Places { get; } = new(AtOnce);

        public DateTimeOffset RestsUntil
        {
            get => new(Interlocked.Read(ref _restsUntil), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _restsUntil, value.UtcTicks);
        }
    }
}
