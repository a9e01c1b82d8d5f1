using XmppGateway.EndToEnd.Tests.Gateways;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// Kills the gateway at random moments (before <c>ready</c>, too), and does to the XMPP server and the foreign one now and then what it is told,
/// while others talk. The same seed gives the same plan.
/// </summary>
/// <param name="gateway">What is killed.</param>
/// <param name="interruptXmppServer">Ends when it is back.</param>
/// <param name="interruptForeignServer">The same, after a time.</param>
/// <param name="acknowledged">How many messages have been taken so far, in both directions: the kills are spread over them.</param>
/// <param name="plan">How much of it.</param>
public sealed class Disturbances(
    Gateway gateway, Func<Task> interruptXmppServer, Func<TimeSpan, Task> interruptForeignServer, Func<int> acknowledged, CrashPlan plan)
{
    private const int XmppServerEvery = 8;
    private const int ForeignServerEvery = 10;

    // In real time: what the gateway does meanwhile is not to be known here.
    private static readonly TimeSpan ForeignServerAway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(90);
    private readonly Random _random = new(CrashPlan.Seed);

    public async Task RunAsync()
    {
        var xmppServer = Task.CompletedTask;
        var foreignServer = Task.CompletedTask;
        for (var kill = 0; kill < plan.Kills; kill++)
        {
            await WaitForProgressAsync(2 * plan.Messages * kill / plan.Kills);
            if (kill % XmppServerEvery == plan.Kills / 4 % XmppServerEvery)
                xmppServer = AfterAsync(xmppServer, interruptXmppServer);
            if (kill % ForeignServerEvery == plan.Kills * 9 / 20 % ForeignServerEvery)
                foreignServer = AfterAsync(foreignServer, () => interruptForeignServer(ForeignServerAway));
            await WaitAsync(100, 3000);
            Assert.True(gateway.IsRunning, $"the gateway ended by itself before kill {kill}");
            await gateway.KillAsync();
            await WaitAsync(0, 500);
            await gateway.LaunchAsync();
        }

        await Task.WhenAll(xmppServer, foreignServer);
    }

    private static async Task AfterAsync(Task earlier, Func<Task> then)
    {
        await earlier;
        await then();
    }

    /// <summary>With a limit: what does not go on fails elsewhere, and says why.</summary>
    private async Task WaitForProgressAsync(int messages)
    {
        for (var began = TimeProvider.System.GetTimestamp(); acknowledged() < messages && TimeProvider.System.GetElapsedTime(began) < LongestStandstill;)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>In real time, and for no event: a kill may come at any moment.</summary>
    private Task WaitAsync(int least, int most) => Task.Delay(
        TimeSpan.FromMilliseconds(_random.Next(least, most)), TimeProvider.System, TestContext.Current.CancellationToken);
}
