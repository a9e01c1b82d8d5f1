using XmppGateway.Abstractions;
using XmppGateway.Operations;
using XmppGateway.Portals;
using XmppGateway.Protection;
using XmppGateway.Protection.Secrets;
using XmppGateway.Rooms;

namespace XmppGateway.Configuration;

/// <summary>The whole configuration, checked; read once at start. Networks are in the order of their names.</summary>
/// <param name="Directory">Where relative file names begin: the folder of the configuration file.</param>
internal sealed record GatewayOptions(
    string Directory,
    XmppOptions Xmpp,
    StoreOptions Store,
    DeliveryOptions Delivery,
    HttpOptions Http,
    MediaOptions Media,
    AccessOptions Access,
    LogOptions Log,
    IReadOnlyList<NetworkOptions> Networks)
{
    /// <summary>How much may come from and for one user.</summary>
    public LimitOptions Limits { get; init; } = LimitOptions.Default;

    /// <summary>Rooms of several people.</summary>
    public RoomOptions Rooms { get; init; } = RoomOptions.Default;

    /// <summary>Which XMPP rooms people of the networks may come into.</summary>
    public PortalOptions Portals { get; init; } = new([], []);

    /// <summary>Where numbers are sent.</summary>
    public MetricsOptions Metrics { get; init; } = MetricsOptions.Off;

    /// <summary>With what users' secrets are sealed; null when no key is configured.</summary>
    public KeyRing? SecretKeys { get; init; }

    /// <summary>
    /// How long files stay that cannot be had again: while links to them work, and while what strangers wrote waits with them, when there is no link.
    /// </summary>
    public TimeSpan KeepFiles => Media.Keep > Store.Keep ? Media.Keep : Store.Keep;

    /// <summary>Makes a file name of the configuration absolute.</summary>
    public string ResolvePath(string path) => Path.GetFullPath(path, Directory);
}

/// <summary>What all links to the XMPP server share.</summary>
internal sealed record XmppOptions(IReadOnlyList<string> LocalDomains, int MaxStanzaBytes);

/// <summary>The database.</summary>
/// <param name="Engine"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="Connection">File names in it are absolute.</param>
/// <param name="Keep">For how long finished messages are remembered, to recognise repeats, replies and late failures.</param>
internal sealed record StoreOptions(string Engine, string Connection, TimeSpan Keep)
{
    /// <summary>How soon another gateway takes over.</summary>
    public LeaseTimes Lease { get; init; } = LeaseTimes.Patient;
}

/// <summary>How long and how much may wait.</summary>
/// <param name="ExpireAfter">How long an outgoing message is tried before its sender gets an error.</param>
/// <param name="InboxLimit">How many messages of a network may wait for the XMPP server before its sources are told to try again later.</param>
internal sealed record DeliveryOptions(TimeSpan ExpireAfter, int InboxLimit);

/// <summary>The gateway's own HTTP endpoints; none without <paramref name="Listen"/>.</summary>
/// <param name="Listen">Where: <c>http://127.0.0.1:8480</c>.</param>
/// <param name="PublicUrl">How others reach the files.</param>
internal sealed record HttpOptions(string? Listen, string? PublicUrl)
{
    /// <summary>Who has it sees what is for operators; without it nobody but callers from this machine.</summary>
    public string? Token { get; init; }
}

/// <summary>Where numbers are sent, beside <c>/metrics</c>, where they are fetched.</summary>
/// <param name="Otlp">An OpenTelemetry collector that takes OTLP by HTTP; null for none.</param>
/// <param name="Interval">How often.</param>
internal sealed record MetricsOptions(Uri? Otlp, TimeSpan Interval)
{
    public static MetricsOptions Off { get; } = new(null, TimeSpan.FromMinutes(1));
}

/// <summary>Files of messages.</summary>
/// <param name="Directory">For contents that cannot be had again from where they came; absolute, made when it is needed.</param>
/// <param name="MaxBytes">The largest file that is kept, or fetched from a user.</param>
/// <param name="Keep">How long links work, and kept files stay.</param>
/// <param name="Upload">Files for users are put on their own server (XEP-0363) where that takes them.</param>
/// <param name="AllowedHosts">Files of users are fetched from these origins whatever their address is, and without TLS where that is said.</param>
internal sealed record MediaOptions(string Directory, long MaxBytes, TimeSpan Keep, bool Upload, IReadOnlyList<Uri> AllowedHosts);

/// <summary>Who may use the gateway: bare JIDs and domains. A refusal wins over a permission.</summary>
/// <param name="RefusalText">What others are told, in the operator's words; null for the gateway's own.</param>
internal sealed record AccessOptions(
    IReadOnlyList<Jid> Allow, IReadOnlyList<Jid> Deny, IReadOnlyList<Jid> Admins, string? RefusalText = null)
{
    /// <summary>Which foreign contacts may write and be written to; empty for all.</summary>
    public IReadOnlyList<ContactPattern> AllowContacts { get; init; } = [];

    /// <summary>Which may not, even if allowed.</summary>
    public IReadOnlyList<ContactPattern> DenyContacts { get; init; } = [];

    /// <summary>What becomes of messages of contacts that their recipient does not know.</summary>
    public StrangerPolicy Strangers { get; init; } = StrangerPolicy.Ask;
}

/// <summary>XMPP rooms that people of the networks may come into by their address: room services and single rooms.</summary>
/// <param name="Allow">Empty for none.</param>
/// <param name="Deny">Which may not, even if allowed, nor by an operator's command.</param>
internal sealed record PortalOptions(IReadOnlyList<Jid> Allow, IReadOnlyList<Jid> Deny)
{
    /// <summary>How large rooms may be.</summary>
    public PortalLimits Limits { get; init; } = PortalLimits.Default;
}

/// <summary>Messages a minute, and how many at once after a quiet time.</summary>
/// <param name="Outgoing">Of one user to a network: what is above is refused.</param>
/// <param name="Incoming">For one user from a network: what is above waits.</param>
/// <param name="Contact">Of one contact for one user: what is above waits.</param>
internal sealed record LimitOptions(RateLimit Outgoing, RateLimit Incoming, RateLimit Contact)
{
    public static LimitOptions Default { get; } = new(new(60, 120), new(120, 240), new(30, 60));

    public static LimitOptions Off { get; } = new(RateLimit.Off, RateLimit.Off, RateLimit.Off);
}
