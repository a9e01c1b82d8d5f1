using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Doctor;

/// <summary>
/// Whether a gateway works on the configured domains. If none does, the leases are held until this is disposed of, so that none begins in
/// between and is thrown out by a test; a gateway that is started meanwhile waits for that long.
/// </summary>
internal sealed class GatewayPresence : IAsyncDisposable
{
    // Short, because after a crash nobody prolongs them and gateways elsewhere wait.
    private static readonly LeaseTimes Times = LeaseTimes.Patient;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int MaxHealth = 1 << 20;

    private readonly List<string> _leases = [];
    private readonly CancellationTokenSource _over = new();
    private Task _keeping = Task.CompletedTask;
    private LeaseHolder? _holder;

    private GatewayPresence()
    {
    }

    /// <summary>True when a gateway works on the domains, or it cannot be ruled out.</summary>
    public bool Runs { get; private set; }

    /// <summary>Why it cannot be known whether a gateway works; null when it is known.</summary>
    public string? Unknown { get; private set; }

    /// <summary>What it says of itself; null when none runs, or it has no <c>Http:Listen</c> here.</summary>
    public Health? Health { get; private set; }

    /// <summary>The store; null while it cannot be used.</summary>
    public IStore? Store { get; private set; }

    /// <param name="options">The configuration.</param>
    /// <param name="around">The surroundings.</param>
    /// <param name="found">What the store is like: it is opened only when that changes nothing in it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<GatewayPresence> FindAsync(
        GatewayOptions options, Surroundings around, StoreChecks found, CancellationToken cancellationToken)
    {
        var presence = new GatewayPresence { Health = await AskAsync(options.Http, cancellationToken) };
        if (found.IsUsable)
        {
            await presence.OpenStoreAsync(options, around, cancellationToken);
        }

        try
        {
            presence.Runs = presence.Health is not null || !await presence.TakeLeasesAsync(options, found.IsNew, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            (presence.Runs, presence.Unknown) = (true, e.Message);
        }

        if (!presence.Runs && presence.Store is { } store)
        {
            presence._keeping = presence.KeepAsync(store, around.Time);
        }

        return presence;
    }

    /// <summary>Tells that nothing was attached because it cannot be known whether a gateway works; empty otherwise.</summary>
    public IEnumerable<Check> Doubts()
    {
        if (Unknown is { } reason)
        {
            yield return new Check(
                "Store", "leases", _ => Task.FromResult(CheckResult.Failed(reason + " Whether a gateway works cannot be told, so that nothing is attached.")));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _keeping;
        _over.Dispose();
        if (Store is not null)
        {
            await GiveBackAsync(Store);
        }

        _holder?.Dispose();
    }

    /// <summary>What a gateway that listens there says; null when there is none, or something else.</summary>
    private static async Task<Health?> AskAsync(HttpOptions options, CancellationToken cancellationToken)
    {
        if (options.Listen is not { } listen)
        {
            return null;
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxHealth };
        http.DefaultRequestHeaders.Authorization = OperatorAccess.HeaderOf(options.Token);
        try
        {
            using var answer = await http.GetAsync(new Uri(listen.TrimEnd('/') + "/health/ready"), cancellationToken);
            var health = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellationToken), HealthJson.Default.Health);
            return health is { Status: not null, Networks: not null } ? health : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or UriFormatException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task OpenStoreAsync(GatewayOptions options, Surroundings around, CancellationToken cancellationToken)
    {
        var store = around.CreateStore(options.Store, NullLoggerFactory.Instance);
        try
        {
            await store.OpenAsync(cancellationToken);
            Store = store;
        }
        catch (StoreUnavailableException)
        {
            // What is wrong with it was told when it was examined.
            await store.DisposeAsync();
        }
    }

    private async Task<bool> TakeLeasesAsync(GatewayOptions options, bool isNew, CancellationToken cancellationToken)
    {
        _holder = LeaseHolder.Create(LeaseHolder.Purpose(options));
        if (Store is not { } store)
        {
            // The holder's name tells of this machine only. A store that is there, and cannot be looked into, may be at work for another.
            return isNew && _holder.IsOnly;
        }

        foreach (var name in LeaseKeeper.NamesOf(options.Networks.Select(n => n.Link.Domain)))
        {
            if (await store.HoldLeaseAsync(name, _holder.Name, Times.Duration, cancellationToken) is null)
            {
                return false;
            }

            _leases.Add(name);
        }

        return true;
    }

    private async Task KeepAsync(IStore store, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Times.RenewEvery, time, _over.Token);
                foreach (var name in _leases)
                {
                    await store.HoldLeaseAsync(name, _holder!.Name, Times.Duration, _over.Token);
                }
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            // They run out; the examination is almost over by then.
        }
    }

    private async Task GiveBackAsync(IStore store)
    {
        try
        {
            foreach (var name in _leases)
            {
                await store.ReleaseLeaseAsync(name, _holder!.Name, CancellationToken.None);
            }
        }
        catch (StoreUnavailableException)
        {
            // They run out.
        }

        await store.DisposeAsync();
    }
}
