using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>Whom the user has as contacts on this network, as the gateway sees it.</summary>
internal sealed class ContactsCommand(IAccountStore store, IAddressBook addressBook) : ICommand
{
    private const int MaximumShown = 200;

    public string Node => "contacts";

    public LocalText Title { get; } = new("Your contacts", "Ihre Kontakte");

    public LocalText Words { get; } = new("contacts", "kontakte");

    public Audience Audience => Audience.Users;

    public async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        // One more for the gateway itself, which is no contact, and one to know whether there are more.
        var read = await store.ReadContactsAsync(caller.Network.Name, caller.User.ToString(), null, MaximumShown + 2, cancellationToken);
        var contacts = read.Where(c => c.RemoteId.Length > 0).ToList();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var contact in contacts.Take(MaximumShown))
        {
            if (Jid.TryCreate(contact.Localpart, caller.Network.Link.Domain, null, out var jid))
            {
                var who = await addressBook.FindContactAsync(caller.Network, jid, cancellationToken);
                rows.Add([jid.ToString(), BodyText.CleanLine(who?.DisplayName ?? who?.Address ?? ""), SubscriptionOf(contact).In(caller.Language)]);
            }
        }

        var text = PeopleTexts.Contacts(rows.Count, contacts.Count > MaximumShown);
        return rows.Count == 0 ? new Step.Done(text) : new Step.Done(text)
        {
            Table = new Table(
                [
                    new("jid", PeopleTexts.Jid, IsJid: true),
                    new("name", PeopleTexts.Name),
                    new("subscription", new("Presence", "Anwesenheit")),
                ],
                rows),
        };
    }

    // From the user's side, as in a roster (RFC 6121 §2.1.2.5).
    private static LocalText SubscriptionOf(ContactRow contact) => (contact.UserSees, contact.ContactSees) switch
    {
        (true, ContactSubscription.Granted) => new("both see each other", "beide sehen einander"),
        (true, _) => new("you see the contact", "Sie sehen den Kontakt"),
        (false, ContactSubscription.Granted) => new("the contact sees you", "der Kontakt sieht Sie"),
        (false, ContactSubscription.Requested) => new("asks to be your contact", "möchte Ihr Kontakt werden"),
        (false, ContactSubscription.Refused) => new("refused by you", "von Ihnen abgelehnt"),
        _ => new("none", "keine"),
    };
}
