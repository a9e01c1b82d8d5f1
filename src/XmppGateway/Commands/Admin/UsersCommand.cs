using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>Who has registered with the network. Where they do not fit one table, after whom it is to begin is asked for.</summary>
internal sealed class UsersCommand(AdminParts parts)
    : AdminCommand("admin-users", new("Registered users", "Angemeldete Personen"), new("users", "personen"))
{
    private const string After = "after";
    private const int Most = 500;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) =>
        await parts.Store.ReadRegisteredAsync(caller.Network.Name, "", Most + 1, cancellationToken) is { Count: > Most }
            ? Ask(
                new($"There are more than {Most} users of {caller.Network.Name}.", $"In {caller.Network.Name} gibt es mehr als {Most} Personen."),
                [new FormField(After, FieldKind.Text, new("Those whose address comes after; empty for the first", "Jene, deren Adresse danach kommt; leer für die ersten"))],
                async (answers, token) => await ListAsync(caller, answers.Text(After), token))
            : await ListAsync(caller, "", cancellationToken);

    private async ValueTask<Step> ListAsync(Caller caller, string after, CancellationToken cancellationToken)
    {
        var rows = await parts.Store.ReadRegisteredAsync(caller.Network.Name, after, Most + 1, cancellationToken);
        return Table(
            rows.Count > Most
                ? new($"{Most} users of {caller.Network.Name}; more come after {rows[Most - 1].User}.", $"{Most} Personen in {caller.Network.Name}; mehr kommen nach {rows[Most - 1].User}.")
                : new($"{rows.Count} users of {caller.Network.Name}.", $"{rows.Count} Personen in {caller.Network.Name}."),
            [Column("jid", "User", "Person", isJid: true), Column("since", "Since", "Seit")],
            rows.Take(Most).Select(row => (IReadOnlyList<string>)[row.User, row.RegisteredAt is { } at ? Moment(at) : ""]));
    }
}
