using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>How the gateway is: its links, which users are there, which commands are under way. One of them at a time, as a table.</summary>
internal sealed class SessionsCommand(AdminParts parts)
    : AdminCommand("admin-sessions", new("Links, users and uptime", "Verbindungen, Anwesende und Laufzeit"), new("sessions", "verbindungen"))
{
    private const string Show = "show";
    private const int MaximumShown = 200;

    private readonly DateTimeOffset _since = parts.Time.GetUtcNow();

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        null,
        [
            new FormField(Show, FieldKind.Choice, new("Show", "Zeigen"))
            {
                Required = true,
                Values = ["links"],
                Choices =
                [
                    new("links", new("links and adapters", "Verbindungen und Adapter")),
                    new("users", new("users who are there", "anwesende Personen")),
                    new("commands", new("commands under way", "laufende Befehle")),
                ],
            },
        ],
        (answers, _) => ValueTask.FromResult<Step>(answers.Text(Show) switch
        {
            "users" => ShowUsers(),
            "commands" => ShowCommands(caller),
            _ => ShowLinks(),
        })));

    private Step.Done ShowLinks()
    {
        var uptime = Span(parts.Time.GetUtcNow() - _since);
        var dropped = Number(parts.Protection.Incoming.Dropped);
        return Table(
            new(
                $"Working for {uptime}; {dropped} arrivals thrown away by rules and blocks.",
                $"In Betrieb seit {uptime}; {dropped} Eingänge nach Regeln und Sperren verworfen."),
            [
                Column("network", "Network", "Netz"), Column("domain", "Domain", "Domain", isJid: true), Column("link", "Link", "Verbindung"),
                Column("adapter", "Adapter", "Adapter"), Column("waiting", "Waiting", "Wartend"), Column("reason", "Reason", "Grund"),
            ],
            parts.Look().Select(n => (IReadOnlyList<string>)
                [n.Key, n.Value.Domain, n.Value.Link, n.Value.Adapter, Number(n.Value.Waiting), Line(n.Value.Reason ?? "")]));
    }

    private Step.Done ShowUsers()
    {
        var present = parts.Users.Present();
        return Table(
            Counted(present.Count, new("Users who are there", "Anwesende Personen")),
            [
                Column("network", "Network", "Netz"), Column("user", "User", "Person", isJid: true), Column("clients", "Clients", "Clients"),
                Column("since", "Since", "Seit"),
            ],
            present.Take(MaximumShown).Select(u => (IReadOnlyList<string>)[u.Network, u.User.ToString(), Number(u.Clients), Moment(u.Since)]));
    }

    private Step.Done ShowCommands(Caller caller)
    {
        var runs = parts.Sessions.Open();
        return Table(
            Counted(runs.Count, new("Commands under way", "Laufende Befehle")),
            [
                Column("network", "Network", "Netz"), Column("user", "User", "Person", isJid: true), Column("command", "Command", "Befehl"),
                Column("since", "Since", "Seit"),
            ],
            runs.Take(MaximumShown).Select(r => (IReadOnlyList<string>)
                [r.Network, r.From.Bare.ToString(), r.Dialogue.Command.Title.In(caller.Language), Moment(r.BegunAt)]));
    }

    private static LocalText Counted(int count, LocalText what) => count <= MaximumShown
        ? new($"{what.English}: {Number(count)}.", $"{what.German}: {Number(count)}.")
        : new(
            $"{what.English}: {Number(count)}. These are the first {Number(MaximumShown)}.",
            $"{what.German}: {Number(count)}. Dies sind die ersten {Number(MaximumShown)}.");
}
