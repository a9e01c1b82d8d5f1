using System.Collections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Operations;
using XmppGateway.Protection.Secrets;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <summary>The command line as an operator meets it: output and exit code.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LineWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("run")]
    [InlineData("outbox drop --config gateway.json")]
    [InlineData("outbox drop x --config gateway.json")]
    [InlineData("outbox drop -1 --config gateway.json")]
    [InlineData("outbox drop in-abc --config gateway.json")]
    [InlineData("outbox retry in- --config gateway.json")]
    public async Task A_wrong_command_line_ends_with_2(string line) => Assert.Equal(2, await TypeAsync(line.Split(' ')));

    [Fact]
    public async Task Check_is_content_with_a_good_configuration()
    {
        Configure();

        Assert.Equal(0, await TypeAsync("check", "--config", "gateway.json"));
        Assert.StartsWith("no mistakes found; networks: post", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_what_an_adapter_warns_of_and_is_content()
    {
        Configure(box: "13");

        Assert.Equal(0, await TypeAsync("check", "--config", "gateway.json"));
        Assert.Contains("warning: Networks:post:Box: brings bad luck", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("outbox", "list")]
    public async Task Every_command_tells_all_mistakes_and_ends_with_2(params string[] command)
    {
        _folder.Write("gateway.json", "{}");

        Assert.Equal(2, await TypeAsync([.. command, "--config", "gateway.json"]));
        var told = _output.ToString() + _error;
        Assert.Contains("Xmpp:LocalDomains: ", told, StringComparison.Ordinal);
        Assert.Contains("Networks: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_makes_a_store_but_run()
    {
        Configure();

        Assert.Equal(1, await TypeAsync("outbox", "list", "--config", "gateway.json"));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "gateway.db")));
    }

    [Fact]
    public async Task The_outbox_is_listed_retried_and_given_back()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        var added = Assert.IsType<OutboxAddition.Added>(await store.AddOutgoingAsync(Entry(now), now, Token));
        await store.DeferOutgoingAsync(added.Sequence, 3, now.AddHours(1), "451 \u001b[2Jlater", Token);
        var id = added.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(0, await TypeAsync("outbox", "list", "--config", "gateway.json"));
        Assert.Contains("alice@example.org/phone  bob@example.com", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("451  [2Jlater", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await TypeAsync("outbox", "retry", "--config", "gateway.json"));
        Assert.Null((await store.ListOutgoingAsync(1, Token))[0].NextAttempt);

        Assert.Equal(0, await TypeAsync("outbox", "drop", id, "--config", "gateway.json"));
        var dropped = Assert.Single(await store.ListOutgoingAsync(10, Token));
        Assert.True(dropped.IsDropped);
        Assert.Equal("removed by the operator", dropped.LastReason);

        Assert.Equal(1, await TypeAsync("outbox", "drop", "4711", "--config", "gateway.json"));
        Assert.Equal(1, await TypeAsync("outbox", "retry", "4711", "--config", "gateway.json"));
    }

    [Fact]
    public async Task What_was_put_aside_is_listed_without_its_content_and_asked_for()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        await store.AddOutgoingAsync(Entry(now.AddMinutes(-3)), now, Token);
        foreach (var (id, minutes) in new[] { ("abcdefgh2345", 5), ("zzzzzzzz2345", 1) })
        {
            var sequence = (await store.AddIncomingAsync([Arrived(id, now.AddMinutes(-minutes))], Token))[0]!.Value;
            await store.SetAsideIncomingAsync(sequence, "Format\u001bException", FailureNotices.None, Token);
        }

        Assert.Equal(0, await TypeAsync("outbox", "list", "--config", "gateway.json"));
        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Matches("^in-abcdefgh  in   post     -  +-  +5m   -      put aside  Format Exception$", lines[1]);
        Assert.Matches("^1  +out  post     alice@example.org/phone  bob@example.com  3m   0      now", lines[2]);
        Assert.StartsWith("in-zzzzzzzz  in ", lines[3], StringComparison.Ordinal);
        Assert.DoesNotContain("eve@", lines[1], StringComparison.Ordinal);

        Assert.Equal(0, await TypeAsync("outbox", "drop", "in-zzzzzzzz", "--config", "gateway.json"));
        Assert.Equal(0, await TypeAsync("outbox", "retry", "--config", "gateway.json"));
        Assert.EndsWith("2 entries due now" + Environment.NewLine, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal([SetAsideWish.Retry, SetAsideWish.Drop], (await store.ListSetAsideAsync(10, Token)).Select(row => row.Wish));
        Assert.Equal(0, await TypeAsync("outbox", "retry", "in-zzzzzzzz", "--config", "gateway.json"));
        Assert.Equal([SetAsideWish.Retry, SetAsideWish.Retry], (await store.ListSetAsideAsync(10, Token)).Select(row => row.Wish));

        Assert.Equal(1, await TypeAsync("outbox", "drop", "in-yyyyyyyy", "--config", "gateway.json"));
        Assert.Equal("No entry in-yyyyyyyy was put aside." + Environment.NewLine, _error.ToString());
    }

    [Theory]
    [InlineData("bob@example.com", "post: bob\\40example.com@post.example.org is Bob@Example.com (Bob  B)")]
    [InlineData("bob\\40example.com@post.example.org", "post: bob\\40example.com@post.example.org is Bob@Example.com (Bob  B)")]
    [InlineData("post.example.org", "post: post.example.org is the gateway itself")]
    [InlineData("eve@example.com", "post: eve\\40example.com@post.example.org is eve@example.com (not met yet)")]
    [InlineData("eve\\40example.com@post.example.org", "post: eve\\40example.com@post.example.org is eve@example.com (not met yet)")]
    public async Task Map_says_who_is_who(string address, string line)
    {
        Configure();
        await using var store = await OpenStoreAsync();
        await store.AddIdentityAsync(new Identity("post", "bob@example.com", "bob\\40example.com", "Bob@Example.com", "Bob \nB"), Token);

        Assert.Equal(0, await TypeAsync("map", address, "--config", "gateway.json"));
        Assert.Equal(line, _output.ToString().Trim());
        Assert.Null(await store.FindIdentityAsync("post", "eve@example.com", Token));
    }

    [Fact]
    public async Task Map_says_when_nobody_has_such_addresses()
    {
        Configure();
        await using var store = await OpenStoreAsync();

        Assert.Equal(1, await TypeAsync("map", "nobody", "--config", "gateway.json"));
    }

    [Fact]
    public async Task A_backup_is_a_store_and_replaces_nothing()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        await store.SetStateAsync("post", "key", "value", Token);

        Assert.Equal(0, await TypeAsync("backup", "copy.db", "--config", "gateway.json"));
        Assert.Equal(1, await TypeAsync("backup", "copy.db", "--config", "gateway.json"));
        Assert.Equal(1, await TypeAsync("backup", "no such folder/copy.db", "--config", "gateway.json"));
        await using var copy = await OpenStoreAsync("copy.db");
        Assert.Equal("value", await copy.GetStateAsync("post", "key", Token));
    }

    [Fact]
    public async Task The_audit_log_is_shown_newest_first_and_moves_no_cursor()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        await store.AddAuditAsync(new AuditRow(DateTimeOffset.UnixEpoch, "admin@example.org", "ban", "eve@example.com", "spam"), Token);
        await store.AddAuditAsync(new AuditRow(DateTimeOffset.UnixEpoch.AddDays(1), "alice@example.org", "report", "eve", "\u001b[2Jx"), Token);

        Assert.Equal(0, await TypeAsync("audit", "--config", "gateway.json"));
        Assert.Equal(
            ["1970-01-02 00:00:00Z  alice@example.org  report  eve   [2Jx", "1970-01-01 00:00:00Z  admin@example.org  ban  eve@example.com  spam"],
            _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Secrets_get_a_key_and_after_a_second_one_are_sealed_anew()
    {
        Assert.Equal(0, await TypeAsync("secrets", "new-key", "secret.keys"));
        var keys = Path.Combine(_folder.Path, "secret.keys");
        Configure(more: $$""", "Secrets": { "KeyFile": "{{keys}}" }""");
        await using var store = await OpenStoreAsync();
        var first = KeyRing.Parse(await File.ReadAllTextAsync(keys, Token)).Ring!;
        await store.PutSecretAsync(SecretSeal.Close(first.Newest, "post", "alice@example.org", "token", "hunter2"), Token);

        Assert.Equal(0, await TypeAsync("secrets", "new-key", "secret.keys"));
        Assert.Equal(0, await TypeAsync("secrets", "rotate", "--config", "gateway.json"));

        var both = KeyRing.Parse(await File.ReadAllTextAsync(keys, Token)).Ring!;
        var row = await store.FindSecretAsync("post", "alice@example.org", "token", Token);
        Assert.Equal((both.Newest.Id, "hunter2"), (row!.KeyId, SecretSeal.Open(both.Newest, row)));
        Assert.NotEqual(first.Newest.Id, row.KeyId);
        Assert.Contains("1 sealed anew", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_rotated_and_a_wrong_one_is_a_mistake()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        Assert.Equal(1, await TypeAsync("secrets", "rotate", "--config", "gateway.json"));

        Configure(more: """, "Secrets": { "Key": "wrong" }""");
        Assert.Equal(2, await TypeAsync("check", "--config", "gateway.json"));
        Assert.Contains("Secrets:Key: holds something in place 1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapters_bring_commands_along()
    {
        Configure();

        Assert.Equal(0, await TypeAsync("paper-boxes", "--config", "gateway.json"));
        Assert.Equal(3, await TypeAsync("paper-fold", "A4"));
        Assert.Equal("120 A4", _output.ToString());
    }

    [Fact]
    public async Task Run_is_ready_when_attached_and_stops_in_order()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = TypeUntilAsync(["run", "--config", "gateway.json"], stop.Token);
        await server.AttachedAsync(Token);
        await Task.WhenAny(_output.FirstLine, running);

        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal("ready" + Environment.NewLine, _output.ToString());
    }

    [Fact]
    public async Task Run_stops_although_the_store_hangs()
    {
        await using var server = new FakeComponentServer();
        Configure(server.Port);
        var time = new ManualTimeProvider();
        AlteredStore? control = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Program.RunAsync(
            ["run", "--config", "gateway.json"],
            new AdapterCatalog([new PaperModule()]),
            Around(time, (options, loggers) =>
            {
                var (store, altered) = AlteredStore.Around(StoreFactory.Create(options.Engine, options.Connection, time, loggers));
                control = altered;
                return store;
            }),
            stop.Token);
        var peer = await server.AttachedAsync(Token);
        await Task.WhenAny(_output.FirstLine, running);

        control!.Hangs = _ => true;
        await stop.CancelAsync();
        await Outbox.QueuesUnderTest.UntilAsync(() =>
        {
            time.AdvanceToNextTimer();
            return Task.FromResult(running.IsCompleted);
        });

        Assert.Equal(0, await running);
        await peer.Ended.WaitAsync(Token);
        Assert.Contains("ReleaseLeaseAsync", control.Hanging);

        // It is closed on a thread of its own, which nobody waits for when it begins late.
        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(control.Hanging.Last() == "DisposeAsync"));
    }

    [Fact]
    public async Task Run_says_which_address_is_taken_and_ends_with_1()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        Configure(more: $$""", "Http": { "Listen": "http://{{taken.LocalEndpoint}}" }""");

        Assert.Equal(1, await TypeAsync("run", "--config", "gateway.json"));
        Assert.Contains(taken.LocalEndpoint.ToString()!, _error.ToString(), StringComparison.Ordinal);
    }

    private static OutboxEntry Entry(DateTimeOffset now) => new()
    {
        Network = "post",
        Lane = "lane",
        DeliveryId = "abc",
        User = "alice@example.org",
        Contact = "bob@example.com",
        From = "alice@example.org/phone",
        StanzaId = "1",
        Fingerprint = "f",
        Payload = [1],
        AcceptedAt = now,
        ExpiresAt = now.AddDays(1),
    };

    private static InboxEntry Arrived(string id, DateTimeOffset at) => new()
    {
        Network = "post",
        Lane = "alice@example.org eve@example.com",
        Key = id,
        StanzaId = id,
        Payload = [1],
        AcceptedAt = at,
    };

    private void Configure(int port = 5347, string more = "", string box = "12") => _folder.Write("gateway.json", $$"""
        {
          "Xmpp": { "Server": "127.0.0.1:{{port}}", "Secret": "secret", "LocalDomains": ["example.org"] },
          "Networks": { "post": { "Adapter": "paper", "Domain": "post.example.org", "Box": "{{box}}" } }{{more}}
        }
        """);

    private async Task<IStore> OpenStoreAsync(string name = "gateway.db")
    {
        var store = StoreFactory.Create("sqlite", "Data Source=" + Path.Combine(_folder.Path, name), TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        return store;
    }

    private Task<int> TypeAsync(params string[] args) => TypeUntilAsync(args, Token);

    private Task<int> TypeUntilAsync(string[] args, CancellationToken cancellationToken) => Program.RunAsync(
        args,
        new AdapterCatalog([new PaperModule()]),
        Around(
            TimeProvider.System,
            (options, loggers) => StoreFactory.Create(options.Engine, options.Connection, TimeProvider.System, loggers)),
        cancellationToken);

    private Surroundings Around(TimeProvider time, Func<StoreOptions, ILoggerFactory, IStore> createStore) =>
        new(_output, _error, new Hashtable(), _folder.Path, _ => { }, time, createStore);

    /// <summary>Tells when something was printed.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LineWriter()
            : base(System.Globalization.CultureInfo.InvariantCulture)
        {
        }

        public Task FirstLine => _first.Task;

        public override async Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteLineAsync(buffer, cancellationToken);
            _first.TrySetResult();
        }
    }
}
