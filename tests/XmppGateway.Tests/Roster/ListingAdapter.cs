using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Roster;

/// <summary>A network that knows whom its users know.</summary>
internal sealed class ListingAdapter(params RemoteContact[] people) : IAdapter, IListsContacts
{
    private readonly FakeAdapter _plain = new();

    public NetworkDescription Description => _plain.Description;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text) => _plain.ParseAddress(text);

    public string ServerOf(RemoteContact contact) => _plain.ServerOf(contact);

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) => _plain.SendAsync(delivery, cancellationToken);

    public ValueTask<IReadOnlyList<RemoteContact>> GetContactsAsync(Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RemoteContact>>(people);
}
