using System.Collections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Operations;
using XmppGateway.Protection.Secrets;
using XmppGateway.Storage;
using XmppGateway.Storage.Sqlite;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <summary>The command line as an operator meets it: output and exit code.</summary>
public sealed partial class CommandTests : IDisposable
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
        // No file with arguments.
        Assert.Equal(1, await TypeAsync("map", "@mia:example.org", "--config", "gateway.json"));
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
    public async Task What_an_adapters_command_cannot_read_is_told_on_standard_error_and_ends_with_1()
    {
        Assert.Equal(1, await TypeAsync("paper-read", "A4"));
        Assert.Equal(("", "There is no sheet A4." + Environment.NewLine), (_output.ToString(), _error.ToString()));
        Assert.Equal(2, await TypeAsync("paper-read"));
    }

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

    /// <summary>A gateway of that version may be at work, and a backup is what one wants before the next start.</summary>
    [Fact]
    public async Task The_store_of_an_older_program_is_copied_and_otherwise_left_alone()
    {
        Configure();
        await using var engine = new SqliteEngine("Data Source=" + Path.Combine(_folder.Path, "gateway.db") + ";Pooling=false");
        OlderStore.Make(engine);

        foreach (var command in new string[][] { ["outbox", "list"], ["contacts"], ["trace", "x"], ["audit"] })
        {
            Assert.Equal(ExitCode.Failed, await TypeAsync([.. command, "--config", "gateway.json"]));
        }

        Assert.Contains("use the program that works now", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await TypeAsync("backup", "copy.db", "--config", "gateway.json"));
        Assert.Equal(OlderStore.Version, OlderStore.VersionOf(engine));
        await using var copy = new SqliteEngine("Data Source=" + Path.Combine(_folder.Path, "copy.db") + ";Pooling=false");
        Assert.Equal(OlderStore.Version, OlderStore.VersionOf(copy));
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
