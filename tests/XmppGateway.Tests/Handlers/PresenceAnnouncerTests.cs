using Microsoft.Extensions.Logging;
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

        await Announcer(_gateway.Store).AnnounceAsync(_gateway.Network, CancellationToken.None);
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

        await Announcer(_gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None);

        Assert.Equal("presence unavailable mail.example.org > alice@localhost", Text(Assert.Single(_gateway.Link.TakeSent())));
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for_and_everybody_is_announced_once()
    {
        for (var i = 0; i < 600; i++)
        {
            await PutAsync($"u{i}@localhost", "", "", userSees: true);
        }

        var away = new AwayNowAndThen(_gateway.Store);
        var announcing = Announcer(away).AnnounceAsync(_gateway.Network, CancellationToken.None);
        while (!announcing.IsCompleted)
        {
            Assert.True(_gateway.Time.AdvanceToNextTimer());
        }

        await announcing;
        Assert.Equal(600, _gateway.Link.TakeSent().Select(Text).Distinct().Count());
        Assert.Equal(8, away.Reads);
    }

    [Fact]
    public async Task Announcing_ends_with_the_stream_although_the_store_is_away()
    {
        using var attached = new CancellationTokenSource();
        _gateway.Store.IsAway = true;
        var announcing = Announcer(_gateway.Store).AnnounceAsync(_gateway.Network, attached.Token);

        await attached.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => announcing);
    }

    [Fact]
    public async Task Withdrawing_does_not_wait_for_the_store()
    {
        _gateway.Store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Announcer(_gateway.Store).WithdrawAsync(_gateway.Network, CancellationToken.None));
    }

    private PresenceAnnouncer Announcer(IContactStore contacts) =>
        new(contacts, _gateway.Time, new Logger<PresenceAnnouncer>(_gateway.Logger));

    private Task PutAsync(string user, string remoteId, string localpart, bool userSees) => _gateway.Store.PutContactAsync(
        new ContactRow(0, "mail", user, remoteId, localpart, userSees, ContactSubscription.Granted), CancellationToken.None);

    /// <summary>Contacts of which every other look fails.</summary>
    private sealed class AwayNowAndThen(IContactStore contacts) : IContactStore
    {
        public int Reads { get; private set; }

        public Task<ContactRow?> FindContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken) =>
            contacts.FindContactAsync(network, user, remoteId, cancellationToken);

        public Task PutContactAsync(ContactRow contact, CancellationToken cancellationToken) => contacts.PutContactAsync(contact, cancellationToken);

        public Task RemoveContactAsync(string network, string user, string remoteId, CancellationToken cancellationToken) =>
            contacts.RemoveContactAsync(network, user, remoteId, cancellationToken);

        public Task<IReadOnlyList<ContactRow>> ReadSubscribedAsync(string network, long after, int limit, CancellationToken cancellationToken) =>
            Reads++ % 2 == 0
                ? Task.FromException<IReadOnlyList<ContactRow>>(new StoreUnavailableException("The database is away."))
                : contacts.ReadSubscribedAsync(network, after, limit, cancellationToken);
    }
}
