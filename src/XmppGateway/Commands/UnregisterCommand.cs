using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Commands;

/// <summary>Leaving a network, after a question.</summary>
internal sealed class UnregisterCommand(Membership membership) : ICommand
{
    private const string Confirm = "confirm";

    public string Node => Leaving.Node;

    public LocalText Title { get; } = new("Unregister", "Abmelden");

    public LocalText Words { get; } = new("unregister", "abmelden");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(new Step.Ask(
        new Form(
            Title,
            new(
                "Your login, your settings and all contacts of this gateway will be removed.",
                "Ihre Zugangsdaten, Ihre Einstellungen und alle Kontakte dieses Gateways werden gelöscht."),
            [new FormField(Confirm, FieldKind.Flag, new("Do you want that?", "Möchten Sie das?")) { Values = ["0"] }]),
        async (answers, token) => answers.Flag(Confirm) ? await LeaveAsync(caller, token) : new Step.Done(RegistrationTexts.NothingChanged))
    {
        IsLast = true,
    });

    private async ValueTask<Step> LeaveAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!await membership.LeaveAsync(caller.Network, caller.User, cancellationToken))
        {
            return new Step.Failed(RegistrationTexts.NotRegistered, FailureCondition.NotAllowed);
        }

        // To take thousands of contacts out of a roster takes longer than anybody waits for an answer.
        membership.BeginGoodbye(caller.Network);
        return new Step.Done(RegistrationTexts.Left(caller.Network.Adapter.Description.Name));
    }
}
