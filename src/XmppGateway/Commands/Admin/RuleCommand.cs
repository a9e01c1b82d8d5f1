using XmppGateway.Abstractions;
using XmppGateway.Protection;

namespace XmppGateway.Commands.Admin;

/// <summary>Gives a rule: denies or allows a user, a contact, or all of a domain.</summary>
internal sealed class RuleCommand : AdminCommand
{
    private const string About = "about";
    private const string Whom = "whom";
    private const string Everywhere = "everywhere";

    private readonly AdminParts _parts;
    private readonly bool _allows;

    private RuleCommand(AdminParts parts, bool allows, string node, LocalText title, LocalText words)
        : base(node, title, words) => (_parts, _allows) = (parts, allows);

    public static RuleCommand Ban(AdminParts parts) => new(parts, allows: false, "admin-ban", new("Ban", "Ausschließen"), new("ban", "ausschließen"));

    public static RuleCommand Allow(AdminParts parts) => new(parts, allows: true, "admin-allow", new("Allow", "Zulassen"), new("allow", "zulassen"));

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        Step.Ask? ask = null;
        ask = Ask(
            new("A denial is stronger than any allowance.", "Ein Ausschluss ist stärker als jede Zulassung."),
            [
                new FormField(About, FieldKind.Choice, new("About", "Es geht um"))
                {
                    Required = true,
                    Values = ["contact"],
                    Choices =
                    [
                        new("user", new("a user or a domain of the XMPP side", "eine Person oder Domain auf der XMPP-Seite")),
                        new("contact", new("a contact or a domain of the network", "einen Kontakt oder eine Domain des Netzes")),
                    ],
                },
                new FormField(Whom, FieldKind.Text, new("Address or domain", "Adresse oder Domain"))
                {
                    Required = true,
                    Description = new("A user: JID or domain. A contact: address, *@example.com or *@*.example.com.", "Person: JID oder Domain. Kontakt: Adresse, *@example.com oder *@*.example.com."),
                },
                new FormField(Everywhere, FieldKind.Flag, new("A contact: in every network", "Einen Kontakt: in jedem Netz")) { Values = ["0"] },
            ],
            (answers, token) => answers.Text(About) == "user" ? OnUserAsync(caller, ask!, answers, token) : OnContactAsync(caller, ask!, answers, token));
        return ValueTask.FromResult<Step>(ask);
    }

    private async ValueTask<Step> OnUserAsync(Caller caller, Step.Ask ask, FormAnswers answers, CancellationToken cancellationToken)
    {
        if (!Jid.TryParse(answers.Text(Whom), out var user) || !user.IsBare)
        {
            return Again(ask, answers, new("This is neither a bare JID nor a domain.", "Das ist weder eine bloße JID noch eine Domain."));
        }

        if (!_allows && _parts.Admins.Any(admin => admin == user || (user.Local is null && admin.Domain == user.Domain)))
        {
            return Again(ask, answers, new("This would ban an admin.", "Das würde eine Verwalterin oder einen Verwalter ausschließen."));
        }

        await _parts.Protection.Audit.WriteAsync(caller.User, Action, user.ToString(), "user", cancellationToken);
        await _parts.Protection.Rules.PutAsync(user, _allows, cancellationToken);
        return Done(user.ToString());
    }

    private async ValueTask<Step> OnContactAsync(Caller caller, Step.Ask ask, FormAnswers answers, CancellationToken cancellationToken)
    {
        if (!ContactPattern.TryParse(answers.Text(Whom), out var pattern)
            || (pattern.Kind == ContactPatternKind.Address && !answers.Flag(Everywhere) && caller.Network.Adapter.ParseAddress(pattern.Text) is null))
        {
            return Again(ask, answers, new("This is neither an address of the network nor a domain.", "Das ist weder eine Adresse des Netzes noch eine Domain."));
        }

        var network = answers.Flag(Everywhere) ? null : caller.Network;
        await _parts.Protection.Audit.WriteAsync(caller.User, Action, pattern.ToString(), network?.Name ?? "every network", cancellationToken);
        await _parts.Protection.Rules.PutAsync(network, pattern, _allows, cancellationToken);
        return Done(pattern.ToString());
    }

    private string Action => _allows ? "allow" : "ban";

    private static Step.Ask Again(Step.Ask ask, FormAnswers answers, LocalText error) => ask with { Form = ask.Form.Again(answers, (Whom, error)) };

    private Step.Done Done(string whom) => new(_allows ? new($"Allowed: {whom}", $"Zugelassen: {whom}") : new($"Banned: {whom}", $"Ausgeschlossen: {whom}"));
}
