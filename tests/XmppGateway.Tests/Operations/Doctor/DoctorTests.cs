using System.Collections;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Operations;
using XmppGateway.Storage;
using XmppGateway.Storage.Sqlite;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Doctor;

/// <summary>The command as an operator meets it, with a scripted XMPP server.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Privileges = """
        <message from='example.org' to='post.example.org'><privilege xmlns='urn:xmpp:privilege:2'><perm access='roster' type='both'/>
        <perm access='message' type='outgoing'/><perm access='iq'><namespace ns='urn:xmpp:blocking' type='get'/>
        <namespace ns='http://jabber.org/protocol/pubsub' type='both'/><namespace ns='urn:xmpp:mam:2' type='both'/>
        <namespace ns='vcard-temp' type='get'/></perm></privilege></message>
        """;

    private const int PageSize = 4096;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Hashtable _environment = [];
    private bool _isTerminal;
    private Func<string, Exception?> _fails = _ => null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string[] Lines => _output.ToString().Split(Environment.NewLine);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_configuration_that_is_wrong_ends_with_2()
    {
        _folder.Write("gateway.json", "{}");

        Assert.Equal(2, await ExamineAsync());
        Assert.Contains("Xmpp:LocalDomains", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task What_works_ends_with_0()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);

        var serving = ServeAsync(server, Privileges);
        Assert.True(await ExamineAsync() == 0, _output.ToString());
        await serving;

        Assert.Contains($"ok       post: component post.example.org: attached at 127.0.0.1:{server.Port}", Lines);
        Assert.Contains(Lines, line => line.StartsWith("ok       post: privileges at example.org: roster (read and write), messages", StringComparison.Ordinal));
        Assert.Contains("ok       Xmpp: server example.org: server/im Fake", Lines);
        Assert.Contains(Lines, line => line.StartsWith("ok       Xmpp: time at example.org: the clocks differ by", StringComparison.Ordinal));
        Assert.Contains("ok       Xmpp: upload service of example.org: upload.example.org, files up to 1000 bytes", Lines);
        Assert.Contains("ok       Store: sqlite: there is none yet; the first run makes it", Lines);
        Assert.EndsWith(" 0 failed, 0 skipped", Lines[^2], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "gateway.db")));
    }

    [Fact]
    public async Task A_server_that_grants_nothing_is_a_warning_with_the_lines_for_both_servers()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);

        var serving = ServeAsync(server, null);
        Assert.Equal(0, await ExamineAsync());
        await serving;

        Assert.Contains(Lines, line => line.StartsWith("warning  post: privileges at example.org: none", StringComparison.Ordinal));
        Assert.Contains("               [\"post.example.org\"] = {", Lines);
        Assert.Contains("             gateway: {server: post.example.org}", Lines);
    }

    [Fact]
    public async Task A_wrong_secret_ends_with_1_and_the_lines_for_both_servers_without_the_secret()
    {
        await using var server = new FakeComponentServer { Secret = "another" };
        Configure(server.Port);

        Assert.Equal(1, await ExamineAsync());

        Assert.Contains(Lines, line => line.StartsWith("FAILED   post: component post.example.org: cannot attach", StringComparison.Ordinal));
        Assert.Contains("           Component \"post.example.org\"", Lines);
        Assert.Contains("             module: ejabberd_service", Lines);
        Assert.Contains("skipped  post: privileges at example.org: not attached", Lines);
        Assert.DoesNotContain("geheim", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_ends_with_1()
    {
        Configure(1);

        Assert.Equal(1, await ExamineAsync());
        Assert.Contains("           component_ports = { 1 }                -- in the global section, before the first VirtualHost", Lines);
    }

    [Fact]
    public async Task Another_program_on_the_domain_is_named()
    {
        await using var server = new FakeComponentServer();
        server.RefuseNext("conflict");
        Configure(server.Port);

        Assert.Equal(1, await ExamineAsync());
        Assert.Contains("         End that program: only one may have the domain.", Lines);
    }

    [Fact]
    public async Task Who_writes_meanwhile_is_told_to_try_again()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);

        var serving = ServeAsync(
            server, "<message from='alice@example.org/x' to='bob%a@post.example.org' id='m1' type='chat'><body>Hello</body></message>" + Privileges);
        await ExamineAsync();

        var error = Assert.Single(await serving, stanza => stanza.Attribute("id")?.Value == "m1");
        Assert.Equal("error", error.Attribute("type")?.Value);
        Assert.Equal("wait", error.Elements().Single(e => e.Name.LocalName == "error").Attribute("type")?.Value);
    }

    [Fact]
    public async Task A_running_gateway_is_asked_and_not_thrown_out()
    {
        await using var server = new FakeComponentServer();
        var health = new Health("ready", "ok", "held", new Dictionary<string, NetworkHealth> { ["post"] = new("post.example.org", "attached", "running") });
        await using var http = await HttpServer.StartAsync(
            [new HttpListener("test", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(null)).HandleAsync)], NullLoggerFactory.Instance, Token);
        Configure(server.Port, $$""", "Http": { "Listen": "{{http.Addresses[0]}}" }""");

        Assert.Equal(0, await ExamineAsync());

        Assert.Contains("ok       post: component post.example.org: attached (asked the running gateway)", Lines);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task What_the_running_gateway_cannot_attach_has_failed()
    {
        var health = new Health("starting", "ok", "held", new Dictionary<string, NetworkHealth> { ["post"] = new("post.example.org", "detached", "running", "not-authorized") });
        await using var http = await HttpServer.StartAsync(
            [new HttpListener("test", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(null)).HandleAsync)], NullLoggerFactory.Instance, Token);
        Configure(1, $$""", "Http": { "Listen": "{{http.Addresses[0]}}" }""");

        Assert.Equal(1, await ExamineAsync());
        Assert.Contains("FAILED   post: component post.example.org: not attached (asked the running gateway): not-authorized", Lines);
    }

    [Fact]
    public async Task A_gateway_that_holds_the_lease_elsewhere_is_left_alone()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        await using var store = await OpenStoreAsync();
        await store.HoldLeaseAsync("component:post.example.org", "another machine", TimeSpan.FromMinutes(1), Token);

        Assert.Equal(0, await ExamineAsync());

        Assert.Contains(Lines, line => line.StartsWith("skipped  post: component post.example.org: another gateway works", StringComparison.Ordinal));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task The_lease_is_held_meanwhile_and_given_back()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        await using var store = await OpenStoreAsync();
        var taken = true;

        var serving = ServeAsync(server, Privileges, async () => taken = await store.HoldLeaseAsync("component:post.example.org", "x", TimeSpan.FromSeconds(1), Token) is not null);
        Assert.Equal(0, await ExamineAsync());
        await serving;

        Assert.False(taken);
        Assert.NotNull(await store.HoldLeaseAsync("component:post.example.org", "x", TimeSpan.FromSeconds(1), Token));
    }

    /// <summary>As on the first machine of a pair after an update, while the second works with the old program.</summary>
    [Fact]
    public async Task Beside_the_store_of_an_older_program_nothing_is_attached()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        await using (var engine = new SqliteEngine("Data Source=" + Path.Combine(_folder.Path, "gateway.db") + ";Pooling=false"))
        {
            OlderStore.Make(engine);
        }

        await ExamineAsync();

        Assert.Contains(Lines, line => line.StartsWith("skipped  post: component post.example.org: not tried: a gateway may be attached", StringComparison.Ordinal));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task A_full_disk_is_a_failed_check_and_nothing_is_attached()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        await (await OpenStoreAsync()).DisposeAsync();
        _fails = member => member == nameof(IStore.HoldLeaseAsync) ? new StoreUnavailableException("The disk is full.") : null;

        Assert.Equal(1, await ExamineAsync());

        Assert.Contains(Lines, line => line.StartsWith("FAILED   Store: leases: The disk is full.", StringComparison.Ordinal));
        Assert.Equal(0, server.Connections);
    }

    /// <summary>Killed, it is in nobody's way for long.</summary>
    [Fact]
    public async Task The_lease_is_short()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        await using var store = await OpenStoreAsync();
        long left = 0;

        var serving = ServeAsync(server, Privileges, () =>
        {
            left = ReadNumber("SELECT expires_at - CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM lease");
            return Task.CompletedTask;
        });
        await ExamineAsync();
        await serving;

        Assert.InRange(left, 1, 30_000);
    }

    [Fact]
    public async Task A_damaged_store_ends_with_1()
    {
        Configure(1);
        await using (await OpenStoreAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "gateway.db"), new string('x', 100_000), Token);

        Assert.Equal(1, await ExamineAsync());
        Assert.Contains(Lines, line => line.StartsWith("FAILED   Store: sqlite: ", StringComparison.Ordinal) && line.Contains("no SQLite database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_with_a_damaged_page_ends_with_1()
    {
        Configure(1);
        await using (await OpenStoreAsync())
        {
        }

        // Of a table that nobody needs to look at the store: it opens, and only who reads all of it sees the damage.
        var root = RootOf("archive");
        await using (var file = new FileStream(Path.Combine(_folder.Path, "gateway.db"), FileMode.Open))
        {
            file.Position = (root - 1) * PageSize;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, PageSize).ToArray(), Token);
        }

        Assert.Equal(1, await ExamineAsync());
        Assert.Contains(Lines, line => line.StartsWith("FAILED   Store: sqlite: it cannot be relied on: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM migration WHERE number > 3", "warning  Store: sqlite: the schema is older")]
    [InlineData("INSERT INTO migration (number, name) VALUES (99999, 'later')", "FAILED   Store: sqlite: the schema is newer")]
    public async Task A_store_of_another_version_is_told_and_left_as_it_is(string change, string line)
    {
        Configure(1);
        await using (await OpenStoreAsync())
        {
        }

        ChangeStore(change);
        var before = ReadVersion();
        await ExamineAsync();

        Assert.Contains(Lines, l => l.StartsWith(line, StringComparison.Ordinal));
        Assert.Equal(before, ReadVersion());
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "", true)]
    [InlineData(true, "1", false)]
    [InlineData(false, null, false)]
    public async Task Colours_are_for_terminals_and_those_who_want_them(bool isTerminal, string? noColor, bool colours)
    {
        Configure(1);
        _isTerminal = isTerminal;
        if (noColor is not null)
        {
            _environment["NO_COLOR"] = noColor;
        }

        await ExamineAsync();

        Assert.Equal(colours, _output.ToString().Contains("\u001b[31mFAILED\u001b[0m", StringComparison.Ordinal));
    }

    private async Task<int> ExamineAsync() => await Program.RunAsync(
        ["doctor", "--config", "gateway.json"],
        new AdapterCatalog([new PaperModule()]),
        new Surroundings(
            _output, _error, _environment, _folder.Path, _ => { }, TimeProvider.System,
            (options, loggers) =>
            {
                var (store, control) = AlteredStore.Around(StoreFactory.Create(options.Engine, options.Connection, TimeProvider.System, loggers));
                control.Fails = _fails;
                return store;
            })
        {
            IsTerminal = _isTerminal,
        },
        Token);

    /// <summary>The server's part of one examination; gives what it was sent.</summary>
    private static async Task<IReadOnlyList<XElement>> ServeAsync(FakeComponentServer server, string? announcement, Func<Task>? attached = null)
    {
        var peer = await server.AttachedAsync(Token);
        if (attached is not null)
        {
            await attached();
        }

        if (announcement is not null)
        {
            await peer.SendAsync(announcement, Token);
        }

        List<XElement> received = [];
        try
        {
            while (true)
            {
                var stanza = await peer.ReceiveAsync(Token);
                received.Add(stanza);
                if (stanza.Attribute("type")?.Value == "get" && Answer(stanza) is { } payload)
                {
                    await peer.SendAsync($"<iq type='result' id='{stanza.Attribute("id")!.Value}' from='{stanza.Attribute("to")!.Value}' to='post.example.org'>{payload}</iq>", Token);
                }
            }
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            await peer.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return received;
        }
    }

    private static string? Answer(XElement request) => (request.Elements().Single().Name.NamespaceName, request.Attribute("to")!.Value) switch
    {
        ("http://jabber.org/protocol/disco#info", "example.org") =>
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='server' type='im' name='Fake'/></query>",
        ("http://jabber.org/protocol/disco#items", "example.org") =>
            "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='upload.example.org'/></query>",
        ("http://jabber.org/protocol/disco#info", "upload.example.org") => """
            <query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:http:upload:0'/><x xmlns='jabber:x:data' type='result'>
            <field var='max-file-size'><value>1000</value></field></x></query>
            """,
        ("urn:xmpp:time", _) => $"<time xmlns='urn:xmpp:time'><tzo>+00:00</tzo><utc>{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}</utc></time>",
        _ => null,
    };

    private void Configure(int port, string more = "") => _folder.Write("gateway.json", $$"""
        {
          "Xmpp": { "Server": "127.0.0.1:{{port}}", "Secret": "{{(port == 1 ? "geheim" : "secret")}}", "LocalDomains": ["example.org"] },
          "Networks": { "post": { "Adapter": "paper", "Domain": "post.example.org", "Box": "12" } }{{more}}
        }
        """);

    private async Task<IStore> OpenStoreAsync()
    {
        var store = StoreFactory.Create("sqlite", "Data Source=" + Path.Combine(_folder.Path, "gateway.db"), TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        return store;
    }

    private long ReadNumber(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private void ChangeStore(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private long ReadVersion() => ReadNumber("SELECT max(number) FROM migration");

    private long RootOf(string table)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT rootpage FROM sqlite_schema WHERE name = $name";
        command.Parameters.AddWithValue("$name", table);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "gateway.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
