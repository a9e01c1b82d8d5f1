using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests;

/// <summary>In real time: what never comes fails the test that waits for it, and does not hang the run.</summary>
internal static class Patience
{
    public static CancellationTokenSource Begin()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return patience;
    }

    /// <summary>Waits for what is to happen without any clock.</summary>
    public static async Task InTimeAsync(this Task what)
    {
        using var patience = Begin();
        await what.WaitAsync(patience.Token);
    }

    /// <inheritdoc cref="InTimeAsync(Task)"/>
    public static async Task<T> InTimeAsync<T>(this Task<T> what)
    {
        using var patience = Begin();
        return await what.WaitAsync(patience.Token);
    }

    /// <summary>Lets work that needs no clock go on until the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = Begin();
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>
    /// Fires one timer after the other until something has happened; returns it and how much time that took. No time passes while nobody
    /// waits, however slow this machine is.
    /// </summary>
    public static async Task<(T Result, TimeSpan Took)> AdvanceUntilAsync<T>(
        this ManualTimeProvider time, ValueTask<T> what, TimeSpan? atMost = null)
    {
        var began = time.GetUtcNow();
        var task = what.AsTask();
        using var patience = Begin();
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.AdvanceToNextTimer(atMost ?? TimeSpan.MaxValue);
            await Task.Yield();
        }

        return (await task, time.GetUtcNow() - began);
    }
}
