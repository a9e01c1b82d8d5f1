using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;
using XmppGateway.Media;
using XmppGateway.Outbox;
using XmppGateway.Protection.Secrets;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Composition;

/// <summary>What one adapter sees of the engine.</summary>
internal sealed class AdapterContext(
    NetworkOptions network, GatewayOptions options, IStateStore store, ISecrets secrets, IInbox? inbox, IUserDirectory? users, Action<ContactSignal>? tell,
    MediaServices? media, TimeProvider time, ILoggerFactory loggers)
    : IAdapterContext
{
    private Network? _network;

    public string Network => network.Name;

    public IConfigurationSection Configuration => network.Section;

    public IReadOnlyList<string> LocalDomains => options.Xmpp.LocalDomains;

    public TimeProvider Time => time;

    public ILoggerFactory Loggers => loggers;

    public IAdapterState State { get; } = new AdapterState(store, network.Name);

    public ISecrets Secrets => secrets;

    private Network Bound => _network ?? throw new InvalidOperationException($"{network.Name}: the adapter works before it was started.");

    /// <summary>For an adapter that is only asked how it reads addresses, and never started.</summary>
    public static AdapterContext ForReading(NetworkOptions network, GatewayOptions options, IStore store, TimeProvider time) => new(
        network, options, store, new SealedSecrets(network.Name, store, options.SecretKeys, NullLogger<SealedSecrets>.Instance), null, null, null, null, time,
        NullLoggerFactory.Instance);

    public string ResolvePath(string path) => options.ResolvePath(path);

    public ValueTask<Acceptance> PublishAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken) =>
        inbox!.AcceptAsync(Bound, arrivals, cancellationToken);

    public ValueTask<UserStanding> FindUserAsync(Jid user, CancellationToken cancellationToken) => users!.FindAsync(Bound, user, cancellationToken);

    public void Signal(ContactSignal signal) => tell!(signal);

    public ValueTask<MediaResult> FetchMediaAsync(AttachedFile file, CancellationToken cancellationToken) =>
        media!.Downloads.FetchAsync(file, cancellationToken);

    public ValueTask<AttachedFile?> KeepMediaAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken) =>
        media!.Kept.KeepAsync(content, name, mediaType, cancellationToken);

    /// <summary>Completes the circle: the network holds the adapter, which was made with this context.</summary>
    public void Bind(Network bound) => _network = bound;
}
