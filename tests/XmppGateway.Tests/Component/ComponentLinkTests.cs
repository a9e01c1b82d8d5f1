using System.Collections.Concurrent;
using XmppGateway.Component;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Component;

public sealed class ComponentLinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_has_sent_before_an_orderly_stop_is_handled()
    {
        await using var server = new FakeComponentServer();
        using var logger = new ListLogger();
        using var stop = new CancellationTokenSource();
        var traffic = new SlowTraffic();
        using var link = new ComponentLink("mail", server.Options(), traffic, new Random(1), logger);
        var running = link.RunAsync(stop.Token);
        var peer = await server.AttachedAsync(Cancel);
        for (var i = 1; i <= 3; i++)
        {
            await peer.SendAsync($"<message from='a@localhost/r' to='b@mail.localhost' id='{i}'><body>hi</body></message>", Cancel);
        }

        await traffic.Began.Task.WaitAsync(Cancel);
        await stop.CancelAsync();
        traffic.GoOn.SetResult();
        await running.WaitAsync(Cancel);

        Assert.Equal(["1", "2", "3"], traffic.Handled);
        Assert.True(peer.EndedCleanly);
    }

    /// <summary>Handles its first stanza when the test says so, and counts only what was not cancelled meanwhile.</summary>
    private sealed class SlowTraffic : ILinkEvents
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Handled { get; } = new();

        public Task AttachedAsync(IComponentLink link, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Detached(IComponentLink link)
        {
        }

        public async ValueTask ReceivedAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
        {
            Began.TrySetResult();
            await GoOn.Task.WaitAsync(cancellationToken);
            Handled.Enqueue(stanza.Id!);
        }
    }
}
