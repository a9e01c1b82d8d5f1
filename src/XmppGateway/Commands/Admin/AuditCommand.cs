using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>What admins did and users reported, newest first.</summary>
internal sealed class AuditCommand(AdminParts parts)
    : AdminCommand("admin-audit", new("Audit log", "Prüfprotokoll"), new("audit", "prüfprotokoll"))
{
    private const int Most = 100;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var rows = await parts.Protection.Audit.ReadAsync(Most, cancellationToken);
        return Table(
            rows.Count == Most
                ? new($"The newest {Most} entries, newest first.", $"Die neuesten {Most} Einträge, die neuesten zuerst.")
                : new($"{rows.Count} entries, newest first.", $"{rows.Count} Einträge, die neuesten zuerst."),
            [
                Column("at", "At", "Wann"), Column("actor", "Who", "Wer", isJid: true), Column("action", "Did", "Tat"),
                Column("target", "To", "Wem"), Column("detail", "How", "Wie"),
            ],
            rows.Select(row => (IReadOnlyList<string>)[Moment(row.At), row.Actor, Line(row.Action), Line(row.Target), Line(row.Detail)]));
    }
}
