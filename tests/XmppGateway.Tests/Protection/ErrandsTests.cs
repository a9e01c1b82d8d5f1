using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Testing;
using XmppGateway.Tests.Outbox;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>What is done at other servers, beside the stanzas.</summary>
public sealed class ErrandsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_is_not_left_out_when_too_much_waits()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var time = new ManualTimeProvider();
        var errands = new Errands(time, NullLogger<Errands>.Instance, maximumWaiting: 1);
        var done = 0;
        for (var i = 0; i < 5; i++)
        {
            errands.AddUntilDone(
                "tell",
                _ =>
                {
                    Interlocked.Increment(ref done);
                    return Task.FromResult(true);
                },
                time.GetUtcNow());
        }

        var running = errands.RunAsync(end.Token);
        await QueuesUnderTest.UntilAsync(() =>
        {
            time.AdvanceToNextTimer();
            return Task.FromResult(Volatile.Read(ref done) == 5);
        });

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(5, done);
    }

    [Fact]
    public async Task What_was_held_for_days_is_tried_as_long_as_anything_else_then()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var time = new ManualTimeProvider();
        var errands = new Errands(time, NullLogger<Errands>.Instance);
        var (tries, isHeld, began) = (0, true, time.GetUtcNow());
        errands.AddUntilDone("tell", _ => Task.FromResult(Interlocked.Increment(ref tries) == 5), began, () => Volatile.Read(ref isHeld));
        var running = errands.RunAsync(end.Token);
        await QueuesUnderTest.UntilAsync(() =>
        {
            time.AdvanceToNextTimer();
            Volatile.Write(ref isHeld, time.GetUtcNow() - began < TimeSpan.FromDays(2));
            return Task.FromResult(Volatile.Read(ref tries) == 5);
        });

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
