using XmppGateway.Handlers;
using XmppGateway.Storage;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

public sealed class PresenceAnnouncerTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Everybody_is_withdrawn_before_the_end()
    {
        await PutAsync("alice@localhost", "", "", userSees: true);

        await new PresenceAnnouncer(_gateway.Store, _gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None);

        Assert.Equal("presence unavailable mail.example.org > alice@localhost", Text(Assert.Single(_gateway.Link.TakeSent())));
    }

    [Fact]
    public async Task Who_has_registered_is_told_once_that_the_gateway_goes()
    {
        await PutAsync("alice@localhost", "bob@example.com", "bob", userSees: true);
        await PutAsync("alice@localhost", "", "", userSees: true);
        foreach (var user in (string[])["alice@localhost", "carol@localhost"])
        {
            await _gateway.Store.RegisterAccountAsync("mail", user, _gateway.Time.GetUtcNow(), CancellationToken.None);
        }

        await new PresenceAnnouncer(_gateway.Store, _gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None);

        Assert.Equal(
            [
                "presence unavailable mail.example.org > alice@localhost", "presence unavailable mail.example.org > carol@localhost",
                "presence unavailable bob@mail.example.org > alice@localhost",
            ],
            _gateway.Link.TakeSent().Select(Text));
    }

    [Fact]
    public async Task Withdrawing_does_not_wait_for_the_store()
    {
        _gateway.Store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => new PresenceAnnouncer(_gateway.Store, _gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None));
    }

    private Task PutAsync(string user, string remoteId, string localpart, bool userSees) => _gateway.Store.PutContactAsync(
        new ContactRow(0, "mail", user, remoteId, localpart, userSees, ContactSubscription.Granted), CancellationToken.None);
}
