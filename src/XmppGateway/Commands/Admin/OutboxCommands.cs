using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands.Admin;

/// <summary>What is on its way to foreign networks, oldest first.</summary>
internal sealed class ListOutboxCommand(AdminParts parts)
    : AdminCommand("admin-outbox", new("Outgoing messages", "Ausgehende Nachrichten"), new("outbox", "ausgang"))
{
    private const int Most = 200;

    public override async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var entries = await parts.Store.ListOutgoingAsync(Most, cancellationToken);
        return Table(
            entries.Count == Most
                ? new($"The oldest {Most} messages, oldest first.", $"Die ältesten {Most} Nachrichten, die ältesten zuerst.")
                : new($"{entries.Count} messages, oldest first.", $"{entries.Count} Nachrichten, die ältesten zuerst."),
            [
                Column("id", "Number", "Nummer"), Column("network", "Network", "Netz"), Column("from", "From", "Von", isJid: true),
                Column("to", "To", "An"), Column("age", "Age", "Alter"), Column("tries", "Tries", "Versuche"), Column("reason", "Last reason", "Letzter Grund"),
            ],
            entries.Select(e => (IReadOnlyList<string>)
                [Number(e.Sequence), e.Network, e.User, Line(e.Contact), Span(now - e.AcceptedAt), Number(e.Attempts), Line(e.LastReason?.In(caller.Language) ?? "")]));
    }
}

/// <summary>Tries one message, or all, now.</summary>
internal sealed class RetryCommand(AdminParts parts)
    : AdminCommand("admin-retry", new("Try again now", "Jetzt noch einmal versuchen"), new("retry", "nochmal"))
{
    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        null,
        [new FormField("id", FieldKind.Number, new("Number of the message; empty for all", "Nummer der Nachricht; leer für alle")) { Range = (1, long.MaxValue) }],
        async (answers, token) =>
        {
            long? id = answers.Text("id") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
            await parts.Protection.Audit.WriteAsync(caller.User, "retry", id is { } one ? Number(one) : "all", "", token);
            var count = await parts.Store.RetryOutgoingAsync(id, token);
            return id is not null && count == 0
                ? new Step.Failed(new("There is no such message on its way.", "Eine solche Nachricht ist nicht unterwegs."), FailureCondition.NoSuchRecipient)
                : new Step.Done(new($"{count} messages are tried now.", $"{count} Nachrichten werden jetzt versucht."));
        }));
}

/// <summary>Gives a message up; its sender is told.</summary>
internal sealed class DropCommand(AdminParts parts)
    : AdminCommand("admin-drop", new("Give a message up", "Eine Nachricht aufgeben"), new("drop", "aufgeben"))
{
    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        new("Its sender is told that it was not delivered.", "Die absendende Person erfährt, dass sie nicht zugestellt wurde."),
        [new FormField("id", FieldKind.Number, new("Number of the message", "Nummer der Nachricht")) { Required = true, Range = (1, long.MaxValue) }],
        async (answers, token) =>
        {
            var id = long.Parse(answers.Text("id"), CultureInfo.InvariantCulture);
            await parts.Protection.Audit.WriteAsync(caller.User, "drop", Number(id), "", token);
            return await parts.Store.DropOutgoingAsync(id, token)
                ? new Step.Done(new("It is given back to its sender within seconds.", "Sie geht in wenigen Sekunden zurück."))
                : new Step.Failed(new("There is no such message on its way.", "Eine solche Nachricht ist nicht unterwegs."), FailureCondition.NoSuchRecipient);
        }));
}
