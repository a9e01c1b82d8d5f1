using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>Who is on the network: profiles with pictures, search, the contacts of an account, blocks and reports.</summary>
internal sealed partial class ExampleAdapter : IKnowsProfiles, ISearchesPeople, IListsContacts, ITakesBlocks
{
    /// <inheritdoc/>
    public ValueTask<Profile?> GetProfileAsync(RemoteContact contact, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_network.Find(contact.Id.Value) is { } person ? ProfileOf(person.Card) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RemoteContact>> SearchAsync(Jid user, string text, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RemoteContact>>([.. _network.Search(text, limit).Select(ContactOf)]);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RemoteContact>> GetContactsAsync(Jid user, CancellationToken cancellationToken) =>
        await _accounts.NameAsync(user, cancellationToken) is { } name && _network.Find(name) is { } person
            ? [.. person.Card.Contacts.Select(_network.Find).OfType<Person>().Select(ContactOf)]
            : []; // a guest knows nobody here

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> SetBlockedAsync(Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ResultOf(_network.SetBlocked(user.ToString(), contact.Id.Value, blocked)));

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> ReportAsync(Jid user, RemoteContact contact, string reason, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ResultOf(_network.Report(user.ToString(), contact.Id.Value, reason)));

    private Profile ProfileOf(PersonCard card) => new()
    {
        DisplayName = card.DisplayName,
        Emails = card.Emails,
        Phones = card.Phones,
        Uris = card.Uris,
        Note = card.Note,

        // The picture is read when somebody wants it. Its id must change with it: here it names a file that never changes.
        Avatar = card.Picture is { } file ? new Avatar(file, _ => ValueTask.FromResult(PictureOf(file))) : null,
    };

    private Picture? PictureOf(string file) => _network.Files.Find(file) is { } found ? new Picture(found.Content, found.MediaType) : null;
}
