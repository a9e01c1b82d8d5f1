using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Roster;

/// <summary>A network that knows whom its users know.</summary>
internal sealed class ListingAdapter(params RemoteContact[] people) : FakeAdapter, IListsContacts
{
    public ValueTask<IReadOnlyList<RemoteContact>> GetContactsAsync(Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RemoteContact>>(people);
}
