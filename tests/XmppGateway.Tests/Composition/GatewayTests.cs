using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Operations;
using XmppGateway.Storage;
using XmppGateway.Storage.Sqlite;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Operations;
using XmppGateway.Tests.Outbox;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Composition;

/// <summary>The life of the program, with leases, time and the working part in the test's hand.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeLeases _leases = new();
    private readonly ManualTimeProvider _time = new();
    private readonly StringWriter _output = new();
    private readonly SystemdNotify _systemd = new(new Hashtable());
    private readonly CancellationTokenSource _stop = new();
    private readonly List<FakeActiveGateway> _tenures = [];
    private bool _hangsAtStart;
    private AlteredEngine _engine = null!;
    private SqlStore _store = null!;
    private Gateway _gateway = null!;

    public ValueTask InitializeAsync()
    {
#pragma warning disable CA2000 // The outer engine disposes of it.
        _engine = new AlteredEngine(new SqliteEngine("Data Source=" + Path.Combine(_folder.Path, "gateway.db")));
#pragma warning restore CA2000
        _store = new SqlStore(_engine, _time, NullLoggerFactory.Instance);
        var options = GatewayConfiguration.Load(
            _folder.Write("gateway.json", """
                {
                  "Xmpp": { "Server": "127.0.0.1:1", "Secret": "x", "LocalDomains": ["example.org"] },
                  "Networks": { "post": { "Adapter": "paper", "Domain": "post.example.org", "Box": "1" } }
                }
                """),
            new Hashtable(),
            new AdapterCatalog([new PaperModule()])).Options!;
        var lease = new LeaseKeeper(_leases, ["post.example.org"], () => "me", LeaseTimes.Patient, _time, new Logger<LeaseKeeper>(NullLoggerFactory.Instance));
        _gateway = new Gateway(options, _store, lease, Activate, _systemd, _time, new Logger<Gateway>(NullLoggerFactory.Instance));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _engine.DisposeAsync();
        _systemd.Dispose();
        _stop.Dispose();
        _output.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_lost_lease_takes_everything_down_and_the_next_one_builds_it_anew()
    {
        var running = await StartAsync();
        _leases.HeldByAnother.Add("component:post.example.org");
        await SomebodyWaitsAsync();
        _time.Advance(LeaseTimes.Patient.RenewEvery);
        await _tenures[0].Stopped;

        Assert.Equal(("standby", "waiting"), (_gateway.Look().Status, _gateway.Look().Lease));
        Assert.Same(StopLimits.LeaseLost, _tenures[0].Limits);
        _leases.HeldByAnother.Clear();
        var second = NextTenure;
        await SomebodyWaitsAsync();
        _time.Advance(LeaseTimes.Patient.AskAgainAfter);
        (await second).Attach();
        await StopAsync(running);

        Assert.Equal(2, _tenures.Count);
        Assert.Equal("ready" + Environment.NewLine, _output.ToString());
    }

    /// <summary>After an update of the one that stands by, the one that works goes on with what it knows.</summary>
    [Fact]
    public async Task The_schema_changes_when_nobody_else_works_on_it()
    {
        OlderStore.Make(_engine);
        _leases.HeldByAnother.Add("component:post.example.org");
        var next = NextTenure;
        var running = _gateway.RunAsync(_output, _stop.Token);
        await SomebodyWaitsAsync();

        Assert.Equal(OlderStore.Version, OlderStore.VersionOf(_engine));
        Assert.Equal("standby", _gateway.Look().Status);
        Assert.False(_gateway.HasStore);

        _leases.HeldByAnother.Clear();
        _time.Advance(LeaseTimes.Patient.AskAgainAfter);
        (await next).Attach();
        Assert.True(OlderStore.VersionOf(_engine) > OlderStore.Version);
        Assert.True(_gateway.HasStore);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stopping_gives_the_lease_back()
    {
        var running = await StartAsync();
        await StopAsync(running);

        Assert.True(_tenures[0].Stopped.IsCompleted);
        Assert.Same(StopLimits.Ordered, _tenures[0].Limits);
        Assert.Equal("release component:post.example.org", _leases.Calls[^1]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_that_hangs_does_not_keep_the_program_from_its_end(bool atStart, bool atRelease)
    {
        _hangsAtStart = atStart;
        _leases.HangsAtRelease = atRelease;
        var running = await StartAsync();
        await _tenures[0].Started;
        await _stop.CancelAsync();

        await QueuesUnderTest.UntilAsync(() =>
        {
            _time.AdvanceToNextTimer();
            return Task.FromResult(running.IsCompleted);
        });

        await running;
        Assert.Contains("release component:post.example.org", _leases.Calls);
    }

    [Fact]
    public void Links_are_down_before_another_gateway_may_begin_and_a_stop_fits_into_ten_seconds()
    {
        Assert.All(
            [LeaseTimes.Patient, LeaseTimes.Fast],
            times => Assert.True(Gateway.StorePatience + StopLimits.WhenLost(times).Total < times.Margin));
        Assert.True(StopLimits.Ordered.Total + (2 * Gateway.StorePatience) + GatewayProcess.LongestEnd < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_mistake_in_a_loop_ends_the_program_in_order()
    {
        var running = await StartAsync();
        _tenures[0].Fail(new InvalidOperationException("bug"));

        Assert.Equal("bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => running)).Message);
        Assert.True(_tenures[0].Stopped.IsCompleted);
    }

    [Fact]
    public async Task A_foreign_server_is_asked_to_wait_while_the_gateway_does_not_work()
    {
        var context = new DefaultHttpContext();
        await _gateway.HandleHttpAsync("post", context);

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("starting", _gateway.Look().Status);
    }

    [Theory]
    [InlineData(NetworkHealth.Attached, NetworkHealth.Running, null, "ready")]
    [InlineData(NetworkHealth.Detached, NetworkHealth.Running, "Connection refused", "degraded")]
    [InlineData(NetworkHealth.Attached, NetworkHealth.Failing, "LMTP connections cannot be accepted", "degraded")]
    [InlineData(NetworkHealth.Attached, NetworkHealth.Stopped, null, "degraded")]
    [InlineData(NetworkHealth.Attached, NetworkHealth.Running, "arrivals are not delivered", "degraded")]
    public async Task Is_ready_only_while_every_network_passes_messages(string link, string adapter, string? reason, string status)
    {
        var running = await StartAsync();
        await ReadyAsync();

        _tenures[0].Network = new("post.example.org", link, adapter, reason);

        Assert.Equal(status, _gateway.Look().Status);
        Assert.Equal(status == "ready", _gateway.Look().IsReady);
        await StopAsync(running);
    }

    [Fact]
    public async Task Is_not_ready_while_the_store_cannot_be_written()
    {
        var running = await StartAsync();
        await ReadyAsync();
        _engine.Script = "PRAGMA query_only = ON";
        Assert.Equal(("ready", "ok"), (_gateway.Look().Status, _gateway.Look().Store));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.SetStateAsync("post", "k", "v", TestContext.Current.CancellationToken));
        Assert.Equal("degraded", _gateway.Look().Status);
        Assert.Contains("it may not be written", _gateway.Look().Store, StringComparison.Ordinal);

        _engine.Script = null;
        await _store.SetStateAsync("post", "k", "v", TestContext.Current.CancellationToken);
        Assert.Equal(("ready", "ok"), (_gateway.Look().Status, _gateway.Look().Store));
        await StopAsync(running);
    }

    private TaskCompletionSource<FakeActiveGateway> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<FakeActiveGateway> NextTenure => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task<Task> StartAsync()
    {
        var first = NextTenure;
        var running = _gateway.RunAsync(_output, _stop.Token);
        (await first).Attach();
        return running;
    }

    /// <summary>Time that passes before the lease is waited for would be no time for it.</summary>
    private async Task SomebodyWaitsAsync()
    {
        while (_time.PendingTimers == 0)
        {
            await Task.Yield();
        }
    }

    private Task ReadyAsync() => QueuesUnderTest.UntilAsync(() => Task.FromResult(_gateway.Look().IsReady && _output.ToString().Length > 0));

    private async Task StopAsync(Task running)
    {
        await _tenures[^1].Started;
        await _stop.CancelAsync();
        await running;
    }

    private FakeActiveGateway Activate()
    {
        var tenure = new FakeActiveGateway { HangsAtStart = _hangsAtStart };
        _tenures.Add(tenure);
        _next.TrySetResult(tenure);
        return tenure;
    }
}
