using System.Collections;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Operations;
using XmppGateway.Portals;
using XmppGateway.Protection;
using XmppGateway.Protection.Secrets;
using XmppGateway.Rooms;

namespace XmppGateway.Configuration;

/// <summary>
/// Reads the configuration once, into values that cannot be wrong any more, and finds everything that is wrong with it on the way:
/// there is no second place that checks.
/// </summary>
internal sealed class GatewayConfiguration
{
    private const int ShortestToken = 16;

    private readonly ConfigurationFile _file;
    private readonly AdapterCatalog _catalog;
    private readonly List<ConfigurationError> _errors;
    private readonly List<ConfigurationError> _warnings;

    private GatewayConfiguration(ConfigurationFile file, AdapterCatalog catalog)
    {
        _file = file;
        _catalog = catalog;
        _errors = [.. file.Errors];
        _warnings = [.. file.Warnings];
    }

    /// <summary>Reads the file and the environment.</summary>
    public static ConfigurationResult Load(string file, IDictionary environment, AdapterCatalog catalog)
    {
        var read = ConfigurationFile.Load(file, environment);
        return read.Root.GetChildren().Any() || read.Errors.Count == 0
            ? new GatewayConfiguration(read, catalog).Read()
            : new ConfigurationResult(null, read.Errors, read.Warnings);
    }

    private ConfigurationResult Read()
    {
        var wrong = WrongForms.Find(_file, _catalog);
        _errors.AddRange(wrong);

        // Networks are left out: each has the keys of its adapter.
        _errors.AddRange(UnknownKeys.Find(
            _file.Root.AsEnumerable().Select(pair => pair.Key).Where(key => !key.StartsWith("Networks:", StringComparison.OrdinalIgnoreCase)),
            KnownKeys.OfEngine));
        var local = ReadLocalDomains();
        var xmpp = new XmppOptions(local, Section("Xmpp").Number("MaxStanzaBytes", 500_000, 10_000, 16_000_000));
        var store = ReadStore();
        var options = new GatewayOptions(
            _file.Directory, xmpp, store, ReadDelivery(), ReadHttp(), ReadMedia(store), ReadAccess(local), ReadLog(),
            new NetworkReader(_file, _catalog, _errors, _warnings).Read(local))
        {
            Limits = ReadLimits(),
            Rooms = ReadRooms(),
            Portals = ReadPortals(),
            Metrics = ReadMetrics(),
            SecretKeys = ReadSecretKeys(),
        };

        // What is missing in a section that is none need not be said.
        _errors.RemoveAll(e => !wrong.Contains(e) && wrong.Exists(w => KnownKeys.IsAtOrBelow(e.Path, w.Path)));
        return new ConfigurationResult(_errors.Count == 0 ? options : null, _errors, _warnings);
    }

    private List<string> ReadLocalDomains()
    {
        var xmpp = Section("Xmpp");
        var domains = xmpp.Addresses("LocalDomains");
        if (domains.Count == 0 && !_errors.Exists(e => e.Path.StartsWith("Xmpp:LocalDomains", StringComparison.OrdinalIgnoreCase)))
        {
            xmpp.Fail("LocalDomains", "is missing: list the domains whose users may use the gateway, for example [\"example.org\"]");
        }

        foreach (var address in domains.Where(d => d.Local is not null))
        {
            xmpp.Fail("LocalDomains", $"holds {address}, but must hold domains");
        }

        return [.. domains.Select(d => d.Domain)];
    }

    private StoreOptions ReadStore()
    {
        var store = Section("Store");
        var engine = store.Choice("Engine", "sqlite", "sqlite", "postgresql");
        var connection = store.Text("Connection");
        if (connection is null && engine == "postgresql")
        {
            connection = store.Required("Connection", "\"Host=127.0.0.1;Database=gateway;Username=gateway\"");
        }

        var resolved = StoreConnection.Resolve(engine, connection ?? "Data Source=gateway.db", _file.Directory);
        if (resolved.Error is not null && connection is not "")
        {
            store.Fail("Connection", resolved.Error);
        }

        return new StoreOptions(engine, resolved.Connection, TimeSpan.FromDays(store.Number("KeepDays", 30, 1, 3650)))
        {
            Lease = store.Choice("FastTakeOver", "false", "true", "false") == "true" ? LeaseTimes.Fast : LeaseTimes.Patient,
        };
    }

    private DeliveryOptions ReadDelivery()
    {
        var delivery = Section("Delivery");
        return new DeliveryOptions(
            TimeSpan.FromHours(delivery.Number("ExpireAfterHours", 48, 1, 24 * 30)), delivery.Number("InboxLimit", 10_000, 100, 10_000_000));
    }

    private HttpOptions ReadHttp()
    {
        var http = Section("Http");
        var token = http.Text("Token");
        if (token is { Length: > 0 and < ShortestToken })
        {
            http.Fail("Token", $"is too short to be kept from guessers: at least {ShortestToken} characters");
        }

        var (listen, publicUrl) = (http.Url("Listen", listener: true), http.Url("PublicUrl", listener: false));
        if (token is not { Length: > 0 } && listen is not null && Uri.TryCreate(publicUrl, UriKind.Absolute, out var site) && !site.IsLoopback)
        {
            _warnings.Add(new ConfigurationError(
                http.PathOf("Token"), "is not set, and Http:PublicUrl says that a proxy passes requests on: one that says nothing of itself would open /status and /metrics to its callers"));
        }

        return new HttpOptions(listen, publicUrl) { Token = token };
    }

    private MetricsOptions ReadMetrics()
    {
        var metrics = Section("Metrics");
        return new MetricsOptions(
            metrics.Url("Otlp", listener: false) is { } url ? new Uri(url) : null,
            TimeSpan.FromSeconds(metrics.Number("OtlpSeconds", (int)MetricsOptions.Off.Interval.TotalSeconds, 1, 3600)));
    }

    private MediaOptions ReadMedia(StoreOptions store)
    {
        var media = Section("Media");
        return new MediaOptions(
            media.NewFile("Directory", _file.Directory) ?? Path.Combine(StoreConnection.FolderOf(store) ?? _file.Directory, "media"),
            media.Number("MaxBytes", 100 * 1024 * 1024, 1024, int.MaxValue),
            TimeSpan.FromDays(media.Number("KeepDays", 30, 1, 3650)),
            media.Choice("Upload", "false", "true", "false") == "true",
            media.Origins("AllowedHosts"));
    }

    private AccessOptions ReadAccess(IReadOnlyList<string> local)
    {
        var access = Section("Access");
        var allow = access.Addresses("Allow");
        var open = allow.Count == 0 ? [.. local.Select(Jid.Parse)] : allow;
        return new AccessOptions(open, access.Addresses("Deny"), access.Addresses("Admins"), access.Text("RefusalText"))
        {
            AllowContacts = access.Contacts("AllowContacts"),
            DenyContacts = access.Contacts("DenyContacts"),
            Strangers = access.Choice("Strangers", StrangerPolicy.Ask),
        };
    }

    private PortalOptions ReadPortals()
    {
        var portals = Section("Portals");
        var usual = PortalLimits.Default;
        return new PortalOptions(portals.Addresses("Allow"), portals.Addresses("Deny"))
        {
            Limits = new PortalLimits(
                portals.Number("MaximumOccupants", usual.Occupants, 1, 1_000_000), portals.Number("MaximumVisitors", usual.Visitors, 1, 1_000_000)),
        };
    }

    private LimitOptions ReadLimits()
    {
        var limits = Section("Limits");
        var usual = LimitOptions.Default;
        return new LimitOptions(
            limits.Rate("Outgoing", usual.Outgoing), limits.Rate("Incoming", usual.Incoming), limits.Rate("Contact", usual.Contact));
    }

    private RoomOptions ReadRooms()
    {
        var rooms = Section("Rooms");
        var usual = RoomOptions.Default;
        var largest = rooms.Number("LargestPage", usual.LargestPage, 1, 1000);
        var page = rooms.Number("PageSize", Math.Min(usual.PageSize, largest), 1, 1000);
        if (page > largest)
        {
            rooms.Fail("PageSize", $"is {page}, but must not be above LargestPage, which is {largest}");
        }

        return new RoomOptions
        {
            MaximumPerUser = rooms.Number("MaximumPerUser", usual.MaximumPerUser, 1, 100_000),
            LeaveAfter = rooms.NumberOrNull("LeaveAfterHours", 1, 24 * 3650) is { } hours ? TimeSpan.FromHours(hours) : null,
            Keep = rooms.NumberOrNull("KeepDays", 1, 36_500) is { } days ? TimeSpan.FromDays(days) : null,
            History = rooms.Number("History", usual.History, 0, 100),
            PageSize = page,
            LargestPage = largest,
            Bookmarks = rooms.Choice("Bookmarks", "true", "true", "false") == "true",
            OfUser = rooms.Rate("User", usual.OfUser),
            OfRoom = rooms.Rate("Room", usual.OfRoom),
            Denied = rooms.RoomPatterns("Deny"),
            DeniedText = rooms.Text("DenyText"),
        };
    }

    private KeyRing? ReadSecretKeys()
    {
        var secrets = Section("Secrets");
        if (secrets.Text("Key") is not { } text)
        {
            return null;
        }

        var (ring, error) = KeyRing.Parse(text);
        if (error is not null)
        {
            secrets.Fail("Key", error);
        }

        return ring;
    }

    private LogOptions ReadLog()
    {
        var log = Section("Log");
        var levels = _file.Root.GetSection("Log:Levels");
        var reader = new OptionReader(levels, _errors);
        return new LogOptions(
            log.Choice("Level", LogOptions.Default.Level),
            levels.GetChildren().ToDictionary(l => l.Key, l => reader.Choice(l.Key, LogOptions.Default.Level)),
            log.NewFile("JsonFile", _file.Directory),
            log.Number("KeepDays", LogOptions.Default.KeepDays, 1, 3650));
    }

    private OptionReader Section(string name) => new(_file.Root.GetSection(name), _errors);
}
