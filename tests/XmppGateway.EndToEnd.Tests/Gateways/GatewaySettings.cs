using System.Text.Json.Nodes;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Gateways;

/// <summary>A gateway's folder with its configuration file, for a server of this test bed.</summary>
public sealed class GatewaySettings
{
    public const string MailDomain = "bridge.test";

    private readonly JsonObject _networks = [];

    public GatewaySettings(XmppServer server, string name)
    {
        ArgumentNullException.ThrowIfNull(server);
        Folder = Path.Combine(ServerScript.StateFolder, "gateway", name);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        Authority = new WebAuthority(Path.Combine(Folder, "authority.pem"));
        Configuration = new JsonObject
        {
            ["Xmpp"] = new JsonObject { ["Server"] = $"127.0.0.1:{server.ComponentPort}", ["Secret"] = "secret", ["LocalDomains"] = new JsonArray("localhost") },
            ["Store"] = new JsonObject { ["Engine"] = "sqlite", ["Connection"] = $"Data Source={Path.Combine(Folder, "gateway.db")}" },
            ["Http"] = new JsonObject { ["Listen"] = $"http://127.0.0.1:{Ports.GatewayHttp}" },
            ["Access"] = new JsonObject
            {
                ["Allow"] = new JsonArray("localhost"),
                ["Deny"] = new JsonArray("bob@localhost"),
                // People of scenarios write to each other without asking.
                ["Strangers"] = "deliver",
            },
            // Tests send faster than people.
            ["Limits"] = new JsonObject { ["OutgoingPerMinute"] = "0", ["IncomingPerMinute"] = "0", ["ContactPerMinute"] = "0" },
            ["Rooms"] = new JsonObject { ["UserPerMinute"] = "0", ["RoomPerMinute"] = "0" },
            ["Networks"] = _networks,
        };
    }

    /// <summary>Where the configuration, the store and the registration are.</summary>
    public string Folder { get; }

    public JsonObject Configuration { get; }

    /// <summary>Variables that the process gets beside those of this one.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The gateway sees another kernel than those beside it: nothing tells it that one of them is dead, as if they ran on another machine.</summary>
    public bool OnAnotherMachine { get; init; }

    /// <summary>Whom the gateway trusts in the web.</summary>
    public WebAuthority Authority { get; }

    public string ConfigurationFile => Path.Combine(Folder, "gateway.json");

    public string RegistrationFile => Path.Combine(Folder, "matrix-registration.yaml");

    public GatewaySettings WithPostgres()
    {
        Configuration["Store"] = new JsonObject
        {
            ["Engine"] = "postgresql",
            ["Connection"] = $"Host=127.0.0.1;Port={Ports.Postgres};Database=gateway;Username=gateway;Password=gateway",
        };
        return this;
    }

    public GatewaySettings WithMail()
    {
        _networks["mail"] = new JsonObject
        {
            ["Adapter"] = "email",
            ["Domain"] = "mail.localhost",
            ["MailDomain"] = MailDomain,
            ["TrustedAuthServers"] = new JsonArray("mx.bridge.test"),
            ["Lmtp"] = new JsonObject { ["Listen"] = $"127.0.0.1:{Ports.GatewayLmtp}" },
            ["Smtp"] = new JsonObject
            {
                ["Server"] = $"127.0.0.1:{Ports.Submission}",
                ["Security"] = "starttls",
                ["Username"] = "gateway",
                ["Password"] = "secret",
                ["TrustedCertificate"] = RealServers.Mail.Certificate,
            },
        };
        Configuration["Http"]!["PublicUrl"] = $"http://127.0.0.1:{Ports.GatewayHttp}";
        Configuration["Media"] = new JsonObject { ["AllowedHosts"] = FileServers() };
        return this;
    }

    public GatewaySettings WithMatrix()
    {
        _networks["matrix"] = new JsonObject
        {
            ["Adapter"] = "matrix",
            ["Domain"] = "matrix.localhost",
            ["Homeserver"] = $"http://127.0.0.1:{Ports.SynapseApi}",
            ["ServerName"] = "matrix.test",
            ["Listen"] = $"http://127.0.0.1:{Ports.GatewayTransactions}",
            ["Registration"] = RegistrationFile,
            ["PolicyLists"] = new JsonArray("#bans:matrix.test"),
        };
        Configuration["Http"]!["PublicUrl"] = $"http://127.0.0.1:{Ports.GatewayHttp}";
        Configuration["Media"] = new JsonObject { ["AllowedHosts"] = FileServers() };
        Configuration["Portals"] = new JsonObject { ["Allow"] = new JsonArray("conference.localhost"), ["Deny"] = new JsonArray("closed@conference.localhost") };
        Configuration["Access"]!["Admins"] = new JsonArray("carol@localhost");
        return this;
    }

    /// <param name="strangers">What becomes of messages of people whom their recipient does not know.</param>
    public GatewaySettings WithExample(string strangers = "deliver")
    {
        _networks["example"] = new JsonObject
        {
            ["Adapter"] = "example",
            ["Domain"] = "example.localhost",
            ["Listen"] = $"http://127.0.0.1:{Ports.GatewayControl}",
        };
        _networks["second"] = new JsonObject
        {
            ["Adapter"] = "example",
            ["Domain"] = ExampleNetwork.SecondDomain,
            ["Listen"] = $"http://127.0.0.1:{Ports.GatewaySecondControl}",
        };
        Configuration["Http"]!["PublicUrl"] = $"http://127.0.0.1:{Ports.GatewayHttp}";
        Configuration["Media"] = new JsonObject { ["Upload"] = "true", ["AllowedHosts"] = FileServers() };
        Configuration["Access"]!["Strangers"] = strangers;
        Configuration["Access"]!["Admins"] = new JsonArray("paula@localhost");
        Configuration["Access"]!["DenyContacts"] = new JsonArray("*@evil.example");
        Configuration["Secrets"] = new JsonObject { ["Key"] = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)number)]) };
        return this;
    }

    /// <summary>Where files of users are in scenarios: upload services, the gateway itself, and folders that scenarios serve.</summary>
    private static JsonArray FileServers() =>
    [
        .. new[] { Ports.GatewayHttp, Ports.ProsodyFiles, Ports.EjabberdFiles }.Concat(Enumerable.Range(5, 5).Select(Ports.Spare))
            .Select(port => JsonValue.Create($"http://127.0.0.1:{port}")),
    ];

    public void Save() => File.WriteAllText(ConfigurationFile, Configuration.ToString());
}
