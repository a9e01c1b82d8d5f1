using System.Globalization;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>How often the gateway is killed, and how many messages are on their way meanwhile.</summary>
/// <param name="kills">Unless CRASH_KILLS says otherwise.</param>
/// <param name="messages">In each direction, unless CRASH_MESSAGES says otherwise.</param>
public sealed class CrashPlan(int kills, int messages)
{
    /// <summary>Of one test, in milliseconds: a room with 5,000 messages in each direction and 20 kills needs more than twenty minutes.</summary>
    public const int Limit = 2_700_000;

    public static bool IsThorough { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>CRASH_SEED: the moments of a run that failed.</summary>
    public static int Seed { get; } = Number("CRASH_SEED", Environment.ProcessId);

    public int Kills { get; } = Number("CRASH_KILLS", kills);

    public int Messages { get; } = Number("CRASH_MESSAGES", messages);

    public override string ToString() => $"CRASH_SEED={Seed} CRASH_MESSAGES={Messages} CRASH_KILLS={Kills}";

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
