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
    public async Task Everybody_who_is_seen_is_announced_over_all_pages()
    {
        for (var i = 0; i < 600; i++)
        {
            await PutAsync($"u{i}@localhost", "bob@example.com", @"bob\40example.com", userSees: true);
        }

        await PutAsync("alice@localhost", "", "", userSees: true);
        await PutAsync("carol@localhost", "bob@example.com", @"bob\40example.com", userSees: false);

        await new PresenceAnnouncer(_gateway.Store).AnnounceAsync(_gateway.Network, CancellationToken.None);
        var sent = _gateway.Link.TakeSent().Select(Text).ToArray();

        Assert.Equal(601, sent.Distinct().Count());
        Assert.Contains("presence available mail.example.org > alice@localhost", sent);
        Assert.Contains(@"presence available bob\40example.com@mail.example.org > u599@localhost", sent);
        Assert.DoesNotContain(sent, s => s.Contains("carol", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everybody_is_withdrawn_before_the_end()
    {
        await PutAsync("alice@localhost", "", "", userSees: true);

        await new PresenceAnnouncer(_gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None);

        Assert.Equal("presence unavailable mail.example.org > alice@localhost", Text(Assert.Single(_gateway.Link.TakeSent())));
    }

    private Task PutAsync(string user, string remoteId, string localpart, bool userSees) => _gateway.Store.PutContactAsync(
        new ContactRow(0, "mail", user, remoteId, localpart, userSees, ContactSubscription.Granted), CancellationToken.None);
}
