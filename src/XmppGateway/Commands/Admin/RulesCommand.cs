using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Commands.Admin;

/// <summary>Shows the rules that admins have given, and takes back what is chosen. Those of the configuration are not here.</summary>
internal sealed class RulesCommand(AdminParts parts)
    : AdminCommand("admin-rules", new("Rules", "Regeln"), new("rules", "regeln"))
{
    private const string Back = "back";

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var rules = parts.Protection.Rules.Given.OrderBy(r => r.At).ToList();
        return ValueTask.FromResult<Step>(rules.Count == 0
            ? new Step.Done(new("There are no rules but those of the configuration.", "Es gibt keine Regeln außer denen der Konfiguration."))
            : Ask(
                new("Choose the rules that are to hold no more.", "Wählen Sie die Regeln, die nicht mehr gelten sollen."),
                [
                    new FormField(Back, FieldKind.Choices, new("Take back", "Zurücknehmen"))
                    {
                        Choices = [.. rules.Select((rule, i) => new FieldChoice(Number(i), Describe(rule)))],
                    },
                ],
                (answers, token) => TakeBackAsync(caller, [.. answers.All(Back).Select(i => rules[int.Parse(i, System.Globalization.CultureInfo.InvariantCulture)])], token)));
    }

    private async ValueTask<Step> TakeBackAsync(Caller caller, IReadOnlyList<RuleRow> rules, CancellationToken cancellationToken)
    {
        foreach (var rule in rules)
        {
            await parts.Protection.Audit.WriteAsync(caller.User, "take back rule", rule.Pattern, Describe(rule).English, cancellationToken);
            await parts.Protection.Rules.RemoveAsync(rule, cancellationToken);
        }

        return new Step.Done(new($"{rules.Count} rules taken back.", $"{rules.Count} Regeln zurückgenommen."));
    }

    private static LocalText Describe(RuleRow rule)
    {
        var where = rule.Network.Length == 0 ? "" : $" ({rule.Network})";
        return rule.Allows
            ? new($"allowed: {rule.Pattern}{where}", $"zugelassen: {rule.Pattern}{where}")
            : new($"banned: {rule.Pattern}{where}", $"ausgeschlossen: {rule.Pattern}{where}");
    }
}
