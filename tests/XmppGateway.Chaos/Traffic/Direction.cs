using XmppGateway.EndToEnd.Tests.Crashes;

namespace XmppGateway.Chaos.Traffic;

/// <summary>Messages from one network to another one.</summary>
/// <param name="Ledger">What was sent.</param>
/// <param name="Ordered">Whether what is in between keeps the order of a conversation.</param>
/// <param name="Senders">End some time after the traffic is over.</param>
/// <param name="Arrivals">What arrived so far, in its order; of other directions, too.</param>
/// <param name="WasTold">Whether the sender of a message (text, stanza id) was told of its failure after it had been taken.</param>
public sealed record Direction(
    Ledger Ledger, bool Ordered, IReadOnlyList<Task> Senders, Func<Task<IReadOnlyList<Ledger.Arrival>>> Arrivals, Func<string, string?, bool> WasTold)
{
    public async Task<Ledger.Findings> ExamineAsync() => Ledger.Examine(await Arrivals(), Ordered, WasTold);
}
