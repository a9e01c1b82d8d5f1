using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>How full the queues are, and how old the oldest entry is.</summary>
internal sealed class QueuesCommand(AdminParts parts)
    : AdminCommand("admin-queues", new("Queues", "Warteschlangen"), new("queues", "warteschlangen"))
{
    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var network in parts.Networks.All.OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            var counts = await parts.Store.CountQueuesAsync(network.Name, cancellationToken);
            rows.Add(
            [
                network.Name, Number(counts.Outgoing), Age(counts.OldestOutgoing), Number(counts.Incoming), Age(counts.OldestIncoming),
                Number(counts.SetAside), Number(counts.Held),
            ]);
        }

        return Table(
            new("What is on its way.", "Was unterwegs ist."),
            [
                Column("network", "Network", "Netz"), Column("outgoing", "Outgoing", "Ausgehend"), Column("oldest_outgoing", "Oldest", "Ältestes"),
                Column("incoming", "Incoming", "Eingehend"), Column("oldest_incoming", "Oldest", "Ältestes"),
                Column("set_aside", "Put aside", "Beiseitegelegt"), Column("held", "Of strangers", "Von Unbekannten"),
            ],
            rows);

        string Age(DateTimeOffset? at) => at is { } since ? Span(now - since) : "";
    }
}
