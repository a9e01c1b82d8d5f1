using XmppGateway.Composition;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content>The daemon itself.</content>
public sealed partial class CommandTests
{
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
            // The stream may still be ending, within a limit of its own, when the rest has.
            time.AdvanceToNextTimer();
            return Task.FromResult(running.IsCompleted && peer.Ended.IsCompleted);
        });

        Assert.Equal(0, await running);
        Assert.Contains("ReleaseLeaseAsync", control.Hanging);

        // It is closed on a thread of its own, which nobody waits for when it begins late.
        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(control.Hanging.Contains("DisposeAsync")));
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
}
