using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>Who has registered with the network.</summary>
internal sealed class UsersCommand(AdminParts parts)
    : AdminCommand("admin-users", new("Registered users", "Angemeldete Personen"), new("users", "personen"))
{
    private const int Most = 500;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var rows = await parts.Store.ReadRegisteredAsync(caller.Network.Name, "", Most, cancellationToken);
        return Table(
            rows.Count == Most
                ? new($"The first {Most} users of {caller.Network.Name}.", $"Die ersten {Most} Personen in {caller.Network.Name}.")
                : new($"{rows.Count} users of {caller.Network.Name}.", $"{rows.Count} Personen in {caller.Network.Name}."),
            [Column("jid", "User", "Person", isJid: true), Column("since", "Since", "Seit")],
            rows.Select(row => (IReadOnlyList<string>)[row.User, row.RegisteredAt is { } at ? Moment(at) : ""]));
    }
}
