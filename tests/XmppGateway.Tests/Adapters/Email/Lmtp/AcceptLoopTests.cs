using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

/// <summary>A listening socket that the kernel has closed behind our back, and one that works.</summary>
public sealed class AcceptLoopTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ListLogger _log = new();
    private readonly ConcurrentQueue<Socket> _accepted = new();
    private readonly AcceptLoop _loop;

    public AcceptLoopTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(10);
        _loop = new AcceptLoop(_listener, _accepted.Enqueue, _time, _log);
    }

    public void Dispose()
    {
        foreach (var connection in _accepted)
        {
            connection.Dispose();
        }

        _listener.Dispose();
        _stopping.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_listener_that_accepts_nothing_is_told_and_logged_once()
    {
        _listener.Shutdown(SocketShutdown.Both);
        var running = _loop.RunAsync(_stopping.Token);
        for (var failures = 1; failures < AcceptLoop.Tolerated; failures++)
        {
            Assert.Null(_loop.Trouble);
            await NextAttemptAsync();
        }

        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(_loop.Trouble is not null));
        Assert.StartsWith("LMTP connections cannot be accepted: ", _loop.Trouble, StringComparison.Ordinal);
        Assert.Single(_log.Lines);
        await EndAsync(running);
    }

    [Fact]
    public async Task A_listener_that_accepts_again_is_well()
    {
        _listener.Shutdown(SocketShutdown.Both);
        var running = _loop.RunAsync(_stopping.Token);
        while (_loop.Trouble is null)
        {
            await NextAttemptAsync();
        }

        _listener.Listen(10);
        await NextAttemptAsync();

        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(_loop.Trouble is null));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(!_accepted.IsEmpty));
        await EndAsync(running);
    }

    private async Task NextAttemptAsync()
    {
        await Outbox.QueuesUnderTest.UntilAsync(() => Task.FromResult(_time.PendingTimers > 0));
        _time.Advance(Pause);
    }

    private async Task EndAsync(Task running)
    {
        await _stopping.CancelAsync();
        await running;
    }
}
