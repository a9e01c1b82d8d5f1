using XmppGateway.EndToEnd.Tests.Gateways;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// Kills the gateway at random moments (before <c>ready</c>, too), restarts the XMPP server twice and takes the foreign server away
/// once, while others talk. The same seed gives the same plan.
/// </summary>
public sealed class Disturbances(Gateway gateway, Func<Task> restartXmppServer, Func<TimeSpan, Task> interruptForeignServer, int seed)
{
    public const int Kills = 20;
    private static readonly TimeSpan ForeignServerAway = TimeSpan.FromSeconds(5);
    private readonly Random _random = new(seed);
    private readonly List<Task> _restarts = [];

    public async Task RunAsync()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill is 5 or 13)
                _restarts.Add(restartXmppServer());
            if (kill == 9)
                _restarts.Add(interruptForeignServer(ForeignServerAway));
            await WaitAsync(100, 3000);
            Assert.True(gateway.IsRunning, $"the gateway ended by itself before kill {kill}");
            await gateway.KillAsync();
            await WaitAsync(0, 500);
            await gateway.LaunchAsync();
        }

        await Task.WhenAll(_restarts);
    }

    private Task WaitAsync(int least, int most) => Task.Delay(
        TimeSpan.FromMilliseconds(_random.Next(least, most)), TimeProvider.System, TestContext.Current.CancellationToken);
}
