using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Commands;

/// <summary>From an address as people write it to a contact in the roster.</summary>
internal sealed class AddContactCommand(IRoster roster) : ICommand
{
    private const string Address = "address";

    public string Node => "add-contact";

    public LocalText Title { get; } = new("Add a contact", "Kontakt hinzufügen");

    public LocalText Words { get; } = new("add", "hinzufügen");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var description = caller.Network.Adapter.Description;
        var form = new Form(
            Title, null, [new FormField(Address, FieldKind.Text, description.AddressPrompt) { Required = true, Description = description.AddressDescription }]);
        return ValueTask.FromResult<Step>(Ask(form, caller));
    }

    private Step.Ask Ask(Form form, Caller caller) =>
        new(form, (answers, token) => AddAsync(form, answers, caller, token)) { IsLast = true };

    private async ValueTask<Step> AddAsync(Form form, FormAnswers answers, Caller caller, CancellationToken cancellationToken)
    {
        var typed = answers.Text(Address);
        if (typed.Length > PeopleSearch.MaximumText || caller.Network.Adapter.ParseAddress(typed) is not { } contact)
        {
            return Ask(form.Again(answers, (Address, PeopleTexts.NotAnAddress(caller.Network))), caller);
        }

        return await roster.AddAsync(caller.Network, caller.From, contact, cancellationToken) switch
        {
            RosterAddition.KnownAlready => new Step.Done(PeopleTexts.KnownAlready(contact.Address)),
            RosterAddition.Asked => new Step.Done(PeopleTexts.Asked(contact.Address)),
            RosterAddition.NotAsked => new Step.Failed(PeopleTexts.NotAsked(contact.Address), FailureCondition.RemoteServerTimeout),
            _ => new Step.Done(PeopleTexts.Added(contact.Address)),
        };
    }
}
