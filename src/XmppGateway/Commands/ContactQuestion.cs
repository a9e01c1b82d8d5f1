using XmppGateway.Abstractions;
using XmppGateway.Mapping;

namespace XmppGateway.Commands;

/// <summary>The question for a contact: by the address that the network has for it, or by the one that it has in XMPP.</summary>
internal sealed class ContactQuestion(IAddressBook addresses)
{
    private const string Contact = "contact";

    /// <summary>The field to ask with.</summary>
    public static FormField FieldFor(Caller caller) => new(Contact, FieldKind.Text, new("Contact", "Kontakt"))
    {
        Required = true,
        Description = caller.Network.Adapter.Description.AddressDescription,
    };

    /// <summary>The same form with what is wrong with the answer.</summary>
    public static Form Again(Form form, FormAnswers answers, Caller caller) => form.Again(answers, (Contact, PeopleTexts.NotAnAddress(caller.Network)));

    /// <summary>Who is meant; null when it is nobody's address. May use the store.</summary>
    public async ValueTask<RemoteContact?> ReadAsync(FormAnswers answers, Caller caller, CancellationToken cancellationToken)
    {
        var typed = answers.Text(Contact);
        if (typed.Length > PeopleSearch.MaximumText)
        {
            return null;
        }

        // An address of the gateway may look like one of the network, but nobody there has it.
        return Jid.TryParse(typed, out var jid) && jid.Domain == caller.Network.Link.Domain
            ? await addresses.FindContactAsync(caller.Network, jid.Bare, cancellationToken)
            : caller.Network.Adapter.ParseAddress(typed);
    }
}
