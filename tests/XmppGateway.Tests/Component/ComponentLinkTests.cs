using System.Collections.Concurrent;
using System.Threading.Channels;
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

    /// <summary>COMPAT(ejabberd 24.12, Prosody 13): how they name their streams.</summary>
    [Theory]
    [InlineData("16992362292679021510", true, true)]
    [InlineData("16992362292679021510", false, false)]
    [InlineData("5bbd34fd-2bb8-4c47-9168-6d432bc0a74c", true, false)]
    public async Task A_server_has_forgotten_when_it_was_away_and_is_one_that_forgets(string streamId, bool wasAway, bool forgets)
    {
        await using var server = new FakeComponentServer { StreamId = streamId };
        using var logger = new ListLogger();
        using var stop = new CancellationTokenSource();
        var seen = Channel.CreateUnbounded<bool>();
        var traffic = new SlowTraffic { OnAttached = link => seen.Writer.TryWrite(link.HasForgotten) };
        using var link = new ComponentLink("mail", server.Options(), traffic, new Random(1), logger);
        var running = link.RunAsync(stop.Token);
        var first = await server.AttachedAsync(Cancel);
        Assert.False(await seen.Reader.ReadAsync(Cancel));

        if (wasAway)
            server.RefuseNext("system-shutdown");
        first.Cut();
        Assert.Equal(forgets, await seen.Reader.ReadAsync(Cancel));
        await stop.CancelAsync();
        await running.WaitAsync(Cancel);
    }

    /// <summary>Handles its first stanza when the test says so, and counts only what was not cancelled meanwhile.</summary>
    private sealed class SlowTraffic : ILinkEvents
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Handled { get; } = new();

        public Action<IComponentLink> OnAttached { get; init; } = _ => { };

        public Task AttachedAsync(IComponentLink link, CancellationToken cancellationToken)
        {
            OnAttached(link);
            return Task.CompletedTask;
        }

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
