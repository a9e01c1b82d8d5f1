using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.People;

/// <summary>Presence that a homeserver forgets is told again.</summary>
public sealed class GhostPresencesTests
{
    [Fact]
    public async Task Presence_is_repeated_while_the_user_is_there_and_no_longer()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.MiaBeginsAsync();
        await TellAsync(harness, Availability.Online);

        await RoundAsync(harness);
        await RoundAsync(harness);
        var online = Told(harness);
        await TellAsync(harness, Availability.Offline);
        await SilenceAsync(harness);

        Assert.Equal(["online", "online", "online"], online);
        Assert.Equal(["online", "online", "online", "offline"], Told(harness));
    }

    [Theory]
    [InlineData(Availability.Away, "unavailable")]
    [InlineData(Availability.Offline, "offline")]
    public async Task What_the_homeserver_does_not_take_now_is_told_with_the_next_round(Availability availability, string told)
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.MiaBeginsAsync();
        await TellAsync(harness, Availability.Online);
        var refused = 0;
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.Contains("/presence/", StringComparison.Ordinal)
            ? CountAsync(FakeHomeserver.RefuseAsync(http, 500, "M_UNKNOWN", "broken"))
            : Task.FromResult(false);

        await TellAsync(harness, availability);
        await MatrixHarness.UntilAsync(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(refused > 2 ? 0 : 1));
            return refused > 2;
        });
        harness.Homeserver.Interfere = _ => Task.FromResult(false);
        await RoundAsync(harness);

        Assert.Equal(["online", told], Told(harness));
        Assert.Single(harness.Context.Log.Lines, line => line.Text.Contains("does not take the presence of users now", StringComparison.Ordinal));

        Task<bool> CountAsync(Task<bool> answer)
        {
            Interlocked.Increment(ref refused);
            return answer;
        }
    }

    [Fact]
    public async Task Who_does_not_wait_for_the_homeserver_leaves_it_to_the_next_round()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.MiaBeginsAsync();
        var asked = new TaskCompletionSource();
        harness.Homeserver.Interfere = async http =>
        {
            if (http.Request.Path.Value!.Contains("/presence/", StringComparison.Ordinal))
            {
                asked.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return true;
            }

            return false;
        };
        using var patience = new CancellationTokenSource();
        var telling = harness.Adapter.TakeSignalAsync(
            new UserSignal.Presence(MatrixHarness.Alice, new PresenceState(Availability.Online, null)), patience.Token).AsTask();
        await asked.Task.InTimeAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);

        harness.Homeserver.Interfere = _ => Task.FromResult(false);
        await RoundAsync(harness);

        Assert.Equal(["online"], Told(harness));
    }

    private static string[] Told(MatrixHarness harness) =>
        [.. harness.Homeserver.Told.Where(told => told.What == "presence").Select(told => (string)told.Content["presence"]!)];

    private static ValueTask TellAsync(MatrixHarness harness, Availability availability) => harness.Adapter.TakeSignalAsync(
        new UserSignal.Presence(MatrixHarness.Alice, new PresenceState(availability, null)), MatrixHarness.Cancelled);

    /// <summary>Sets the clock forward until something more was told.</summary>
    private static async Task RoundAsync(MatrixHarness harness)
    {
        var before = Told(harness).Length;
        await MatrixHarness.UntilAsync(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(Told(harness).Length > before ? 0 : 1));
            return Told(harness).Length > before;
        });
    }

    private static async Task SilenceAsync(MatrixHarness harness)
    {
        var seconds = 0;
        await MatrixHarness.UntilAsync(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            return ++seconds > 60;
        });
    }
}
