using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
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
    MediaServices? media, IXmppRooms? xmppRooms, Languages? languages, TimeProvider time, ILoggerFactory loggers)
    : IAdapterContext
{
    private Network? _network;

    public string Network => network.Name;

    public IConfigurationSection Configuration => network.Section;

    public IReadOnlyList<string> LocalDomains => options.Xmpp.LocalDomains;

    public IReadOnlyList<Jid> Admins => options.Access.Admins;

    public TimeProvider Time => time;

    public TimeSpan DeliveryExpiry => options.Delivery.ExpireAfter;

    public ILoggerFactory Loggers => loggers;

    public IAdapterState State { get; } = new AdapterState(store, network.Name);

    public ISecrets Secrets => secrets;

    public IXmppRooms? XmppRooms => xmppRooms;

    /// <summary>Which clients are in which rooms; null where nobody asks.</summary>
    public Rooms.RoomBook? Rooms { get; init; }

    /// <summary>The rules on contacts; null where nobody asks.</summary>
    public Func<Network, RemoteContact, bool>? Rules { get; init; }

    /// <summary>Told of servers that are back; null where nobody asks.</summary>
    public Action<string, string>? Back { get; init; }

    private Network Bound => _network ?? throw new InvalidOperationException($"{network.Name}: the adapter works before it was started.");

    /// <summary>For an adapter that is only asked how it reads addresses, and never started.</summary>
    public static AdapterContext ForReading(NetworkOptions network, GatewayOptions options, IStore store, TimeProvider time) => new(
        network, options, store, new SealedSecrets(network.Name, store, options.SecretKeys, NullLogger<SealedSecrets>.Instance), null, null, null, null, null, null, time,
        NullLoggerFactory.Instance);

    public string ResolvePath(string path) => options.ResolvePath(path);

    public ValueTask<Acceptance> PublishAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken) =>
        inbox!.AcceptAsync(Bound, arrivals, cancellationToken);

    public ValueTask<UserStanding> FindUserAsync(Jid user, CancellationToken cancellationToken) => users!.FindAsync(Bound, user, cancellationToken);

    public async ValueTask<bool> IsInRoomAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        await Rooms!.FindAsync(Bound, room, cancellationToken) is { } known && known.ClientsOf(user).Any();

    public bool Allows(RemoteContact contact) => Rules!(Bound, contact);

    public void Signal(ContactSignal signal) => tell!(signal);

    public void ServerIsBack(string server) => Back?.Invoke(network.Name, server);

    public ValueTask<MediaResult> FetchMediaAsync(AttachedFile file, CancellationToken cancellationToken) =>
        media!.Downloads.FetchAsync(file, cancellationToken);

    public ValueTask<FormPost> PostFormAsync(Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken) =>
        media!.Posts.PostAsync(address, form, cancellationToken);

    public ValueTask<string> FindLanguageAsync(Jid user, CancellationToken cancellationToken) =>
        languages!.FindAsync(network.Name, user, null, cancellationToken);

    public ValueTask<AttachedFile?> KeepMediaAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken) =>
        media!.Kept.KeepAsync(content, name, mediaType, cancellationToken);

    /// <summary>Completes the circle: the network holds the adapter, which was made with this context.</summary>
    public void Bind(Network bound) => _network = bound;
}
