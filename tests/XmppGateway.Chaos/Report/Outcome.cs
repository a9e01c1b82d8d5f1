using XmppGateway.Chaos.Plan;
using XmppGateway.EndToEnd.Tests.Crashes;

namespace XmppGateway.Chaos.Report;

/// <summary>What a run has shown.</summary>
/// <param name="Directions">What became of the messages.</param>
/// <param name="Done">How often each kind of disturbance happened.</param>
/// <param name="Missing">Kinds that did not, and why.</param>
/// <param name="Samples">Of the gateway's memory and queue.</param>
/// <param name="QueueAtEnd">Null when the gateway did not answer.</param>
/// <param name="OwnEnds">How often the gateway ended without being killed.</param>
/// <param name="Stuck">Senders that did not end, or failed, and why.</param>
public sealed record Outcome(
    ChaosOptions Options,
    IReadOnlyList<(string Direction, Ledger.Findings Findings)> Directions,
    IReadOnlyDictionary<DisturbanceKind, int> Done,
    IReadOnlyDictionary<DisturbanceKind, string> Missing,
    IReadOnlyList<Sample> Samples,
    double? QueueAtEnd,
    int OwnEnds,
    IReadOnlyList<string> Stuck)
{
    public Memory? Memory { get; } = Memory.Of(Samples);

    /// <summary>Nobody sent, or nobody could: that proves nothing.</summary>
    public bool IsGood =>
        Directions.All(one => one.Findings.AreGood && one.Findings.Sent > 0) && Stuck.Count == 0 && (!Options.Soak || Memory is { IsFlat: true });
}
