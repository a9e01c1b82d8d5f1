using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>How the gateway is: links, adapters, what was thrown away, and for how long it has been working.</summary>
internal sealed class SessionsCommand(AdminParts parts)
    : AdminCommand("admin-sessions", new("Links and uptime", "Verbindungen und Laufzeit"), new("sessions", "verbindungen"))
{
    private readonly DateTimeOffset _since = parts.Time.GetUtcNow();

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var uptime = Span(parts.Time.GetUtcNow() - _since);
        var dropped = Number(parts.Protection.Incoming.Dropped);
        return ValueTask.FromResult<Step>(Table(
            new(
                $"Working for {uptime}; {dropped} arrivals thrown away by rules and blocks.",
                $"In Betrieb seit {uptime}; {dropped} Eingänge nach Regeln und Sperren verworfen."),
            [
                Column("network", "Network", "Netz"), Column("domain", "Domain", "Domain", isJid: true), Column("link", "Link", "Verbindung"),
                Column("adapter", "Adapter", "Adapter"), Column("waiting", "Waiting", "Wartend"), Column("reason", "Reason", "Grund"),
            ],
            parts.Look().Select(n => (IReadOnlyList<string>)
                [n.Key, n.Value.Domain, n.Value.Link, n.Value.Adapter, Number(n.Value.Waiting), Line(n.Value.Reason ?? "")])));
    }
}
