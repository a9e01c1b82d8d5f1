using XmppGateway.EndToEnd.Tests.Gateways;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// Kills the gateway at random moments (before <c>ready</c>, too), restarts the XMPP server now and then and takes the foreign server
/// away once, while others talk. The same seed gives the same plan.
/// </summary>
public sealed class Disturbances(
    Gateway gateway, Func<Task> restartXmppServer, Func<TimeSpan, Task> interruptForeignServer, int kills, int seed)
{
    private const int RestartEvery = 8;
    // In real time: what the gateway does meanwhile is not to be known here.
    private static readonly TimeSpan ForeignServerAway = TimeSpan.FromSeconds(5);
    private readonly Random _random = new(seed);

    public async Task RunAsync()
    {
        var xmppServer = Task.CompletedTask;
        var foreignServer = Task.CompletedTask;
        for (var kill = 0; kill < kills; kill++)
        {
            if (kill % RestartEvery == kills / 4 % RestartEvery)
                xmppServer = RestartAfterAsync(xmppServer);
            if (kill == kills * 9 / 20)
                foreignServer = interruptForeignServer(ForeignServerAway);
            await WaitAsync(100, 3000);
            Assert.True(gateway.IsRunning, $"the gateway ended by itself before kill {kill}");
            await gateway.KillAsync();
            await WaitAsync(0, 500);
            await gateway.LaunchAsync();
        }

        await Task.WhenAll(xmppServer, foreignServer);
    }

    private async Task RestartAfterAsync(Task earlier)
    {
        await earlier;
        await restartXmppServer();
    }

    /// <summary>In real time, and for no event: a kill may come at any moment.</summary>
    private Task WaitAsync(int least, int most) => Task.Delay(
        TimeSpan.FromMilliseconds(_random.Next(least, most)), TimeProvider.System, TestContext.Current.CancellationToken);
}
