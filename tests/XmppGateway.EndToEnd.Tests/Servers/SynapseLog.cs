using System.Globalization;
using System.Text.RegularExpressions;

namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>What Synapse writes down about the gateway.</summary>
public static partial class SynapseLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Where the log ends now.</summary>
    public static async Task<int> EndAsync() => (await ReadAsync()).Length;

    /// <summary>Waits until Synapse, which has tried in vain after <paramref name="from"/>, leaves the gateway alone for so long or longer.</summary>
    public static async Task BackOffAsync(TimeSpan atLeast, int from)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        // Nobody is told when a file grows.
        while (!BackOffLine().Matches(await ReadAsync(), from).Any(line => SecondsOf(line) >= atLeast.TotalSeconds))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
    }

    private static Task<string> ReadAsync() => File.ReadAllTextAsync(Path.Combine(ServerScript.StateFolder, "synapse", "homeserver.log"));

    private static double SecondsOf(Match line) => double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Scheduling retries on \S+ in ([0-9.]+)s")]
    private static partial Regex BackOffLine();
}
