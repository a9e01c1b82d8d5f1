using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;

namespace XmppGateway.Testing;

/// <summary>
/// The engine as an adapter sees it, in memory. Keeps its promises: all arrivals of a call or none, a second arrival with a known key is
/// taken and ignored. A test sets <see cref="Answer"/> and <see cref="Standing"/>, and reads <see cref="Arrivals"/>.
/// </summary>
public sealed class FakeAdapterContext : IAdapterContext
{
    private readonly Lock _committing = new();
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);
    private readonly Channel<Arrival> _fresh = Channel.CreateUnbounded<Arrival>();
    private ImmutableList<Arrival> _arrivals = [];
    private int _publishCalls;

    /// <summary>A context for a network whose section holds <paramref name="settings"/>, keys relative to the section.</summary>
    public FakeAdapterContext(string network, IEnumerable<KeyValuePair<string, string?>>? settings = null, TimeProvider? time = null)
    {
        Network = network;
        Time = time ?? new ManualTimeProvider();
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection((settings ?? []).Select(pair => KeyValuePair.Create($"Networks:{network}:{pair.Key}", pair.Value)))
            .Build()
            .GetSection($"Networks:{network}");
    }

    /// <inheritdoc/>
    public string Network { get; }

    /// <inheritdoc/>
    public IConfigurationSection Configuration { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> LocalDomains { get; set; } = ["localhost"];

    /// <inheritdoc/>
    public IReadOnlyList<Jid> Admins { get; set; } = [];

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public TimeSpan DeliveryExpiry { get; set; } = TimeSpan.FromDays(2);

    /// <summary>What was logged.</summary>
    public ListLogger Log { get; } = new();

    /// <inheritdoc/>
    public ILoggerFactory Loggers => Log;

    /// <summary>The notes, to look at and to switch off.</summary>
    public FakeAdapterState Notes { get; } = new();

    /// <inheritdoc/>
    public IAdapterState State => Notes;

    /// <summary>Where relative file names lead.</summary>
    public string BaseDirectory { get; set; } = Path.GetTempPath();

    /// <summary>What <see cref="PublishAsync"/> answers.</summary>
    public Acceptance Answer { get; set; } = Acceptance.Taken;

    /// <summary>What <see cref="FindUserAsync"/> answers; everybody is reachable unless a test says otherwise.</summary>
    public Func<Jid, UserStanding> Standing { get; set; } = _ => UserStanding.Reachable;

    /// <summary>What was taken, in order, without repeats.</summary>
    public IReadOnlyList<Arrival> Arrivals => _arrivals;

    /// <summary>The events of the arrivals that were understood at once.</summary>
    public IEnumerable<GatewayEvent> Events => Arrivals.OfType<Arrival.Ready>().Select(arrival => arrival.Event).OfType<GatewayEvent>();

    /// <summary>How many commits were asked for, refused ones too.</summary>
    public int PublishCalls => _publishCalls;

    /// <inheritdoc/>
    public string ResolvePath(string path) => Path.GetFullPath(path, BaseDirectory);

    /// <inheritdoc/>
    public ValueTask<Acceptance> PublishAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _publishCalls);
        if (Answer == Acceptance.Taken)
        {
            // One call is one commit: those side by side do not mix.
            lock (_committing)
            {
                foreach (var arrival in arrivals.Where(arrival => _keys.TryAdd(arrival.Key, true)))
                {
                    _arrivals = _arrivals.Add(arrival);
                    _fresh.Writer.TryWrite(arrival);
                }
            }
        }

        return ValueTask.FromResult(Answer);
    }

    /// <inheritdoc/>
    public ValueTask<UserStanding> FindUserAsync(Jid user, CancellationToken cancellationToken) => ValueTask.FromResult(Standing(user));

    /// <summary>What <see cref="IsInRoomAsync"/> answers; whom the adapter has let in is there unless a test says otherwise.</summary>
    public Func<RemoteRoomId, Jid, bool> InRoom { get; set; } = (_, _) => true;

    /// <summary>What <see cref="Allows"/> answers.</summary>
    public Func<RemoteContact, bool> Rules { get; set; } = _ => true;

    /// <inheritdoc/>
    public ValueTask<bool> IsInRoomAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) => ValueTask.FromResult(InRoom(room, user));

    /// <inheritdoc/>
    public bool Allows(RemoteContact contact) => Rules(contact);

    /// <summary>What was told that counts only now, in order.</summary>
    public ConcurrentQueue<ContactSignal> Signals { get; } = new();

    /// <summary>What <see cref="FetchMediaAsync"/> answers.</summary>
    public Func<AttachedFile, MediaResult> Media { get; set; } = file => new MediaResult.Refused("no file behind " + file.Source);

    /// <summary>Above this many bytes nothing is kept.</summary>
    public long LargestKept { get; set; } = long.MaxValue;

    /// <summary>What <see cref="KeepMediaAsync"/> throws for a file of this name; null where it works.</summary>
    public Func<string, Exception?> KeepFails { get; set; } = _ => null;

    /// <summary>The contents that were kept, by reference.</summary>
    public ConcurrentDictionary<string, byte[]> Kept { get; } = new();

    /// <inheritdoc/>
    public ISecrets Secrets { get; } = new FakeSecrets();

    /// <inheritdoc/>
    public void Signal(ContactSignal signal) => Signals.Enqueue(signal);

    /// <summary>Servers that were said to be back.</summary>
    public ConcurrentQueue<string> ServersBack { get; } = new();

    public void ServerIsBack(string server) => ServersBack.Enqueue(server);

    /// <inheritdoc/>
    public ValueTask<MediaResult> FetchMediaAsync(AttachedFile file, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Media(file));

    /// <summary>What <see cref="PostFormAsync"/> answers, by address.</summary>
    public Func<Uri, FormPost> Post { get; set; } = _ => FormPost.Refused;

    /// <summary>The forms that were sent, in order: address and content as <c>key=value</c>.</summary>
    public ConcurrentQueue<string> Posted { get; } = new();

    /// <inheritdoc/>
    public ValueTask<FormPost> PostFormAsync(Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        Posted.Enqueue($"{address} {string.Join('&', form.Select(pair => $"{pair.Key}={pair.Value}"))}");
        return ValueTask.FromResult(Post(address));
    }

    /// <summary>What <see cref="FindLanguageAsync"/> answers.</summary>
    public string Language { get; set; } = "en";

    /// <inheritdoc/>
    public ValueTask<string> FindLanguageAsync(Jid user, CancellationToken cancellationToken) => ValueTask.FromResult(Language);

    /// <inheritdoc/>
    public async ValueTask<AttachedFile?> KeepMediaAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken)
    {
        if (KeepFails(name) is { } failure)
        {
            throw failure;
        }

        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        if (copy.Length > LargestKept)
        {
            return null;
        }

        var hash = Convert.ToBase64String(SHA256.HashData(copy.ToArray()));
        Kept[hash] = copy.ToArray();
        return new AttachedFile(hash, name, mediaType) { Size = copy.Length, Sha256 = hash };
    }

    /// <summary>Waits for the next arrival that no call of this method has returned yet.</summary>
    public ValueTask<Arrival> NextArrivalAsync(CancellationToken cancellationToken) => _fresh.Reader.ReadAsync(cancellationToken);
}
