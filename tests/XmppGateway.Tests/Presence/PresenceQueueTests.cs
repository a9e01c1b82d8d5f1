using XmppGateway.Abstractions;
using XmppGateway.Presence;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Presence;

public sealed class PresenceQueueTests : IDisposable
{
    private const string BobsLocalpart = @"bob\40example.com";
    private readonly GatewayUnderTest _gateway = new();

    private PresenceQueue Queue => _gateway.Presences["mail"].Queue;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Everybody_who_sees_a_contact_is_told_on_attachment_over_all_pages()
    {
        for (var i = 0; i < 600; i++)
        {
            await PutAsync($"u{i}@localhost", "bob@example.com", BobsLocalpart, userSees: true);
        }

        await PutAsync("alice@localhost", "", "", userSees: true);
        await PutAsync("carol@localhost", "bob@example.com", BobsLocalpart, userSees: false);

        var sent = await AttachAsync();

        Assert.Equal(601, sent.Count(s => s.Contains("available", StringComparison.Ordinal)));
        Assert.Equal(sent.Distinct(), sent);
        Assert.Contains("presence available mail.example.org > alice@localhost", sent);
        Assert.Contains(@"presence available bob\40example.com@mail.example.org > u599@localhost", sent);
        Assert.DoesNotContain(sent, s => s.Contains("carol", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Registered_users_are_asked_which_of_their_clients_are_there()
    {
        await PutAsync("alice@localhost", "", "", userSees: true);
        await PutAsync("bob@localhost", "bob@example.com", BobsLocalpart, userSees: true);

        var sent = await AttachAsync();

        Assert.Equal(["presence probe mail.example.org > alice@localhost"], sent.Where(s => s.Contains("probe", StringComparison.Ordinal)));
    }

    /// <summary>XEP-0100 §4.5: who has registered, though they have not subscribed to the gateway.</summary>
    [Fact]
    public async Task Who_has_registered_is_told_that_the_gateway_is_there()
    {
        await PutAsync("alice@localhost", "", "", userSees: true);
        foreach (var user in (string[])["alice@localhost", "carol@localhost"])
        {
            await _gateway.Store.RegisterAccountAsync("mail", user, _gateway.Time.GetUtcNow(), CancellationToken.None);
        }

        var sent = await AttachAsync();

        Assert.Equal(
            ["presence available mail.example.org > alice@localhost", "presence available mail.example.org > carol@localhost"],
            sent.Where(s => s.Contains("available", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for()
    {
        await PutAsync("alice@localhost", "", "", userSees: true);
        _gateway.Store.IsAway = true;
        using var attached = new CancellationTokenSource();
        var serving = Queue.ServeAsync(attached.Token);
        Assert.Empty(_gateway.Link.TakeSent());

        _gateway.Store.IsAway = false;
        Assert.True(_gateway.Time.AdvanceToNextTimer());
        await attached.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);

        Assert.Contains("presence available mail.example.org > alice@localhost", _gateway.Link.TakeSent().Select(Text));
    }

    [Fact]
    public async Task The_newest_of_a_pair_counts_and_is_sent_once()
    {
        for (var i = 0; i < 50; i++)
        {
            Queue.Tell(Bob, AlicesPhone, PresenceWish.OfSubscriber);
        }

        Assert.Equal(1, Queue.Waiting);
        Assert.True(await Queue.SendNextAsync(CancellationToken.None));
        Assert.Single(_gateway.Link.TakeSent());
        Assert.False(await Queue.SendNextAsync(CancellationToken.None));
    }

    /// <summary>RFC 6121 §4.2.2: the server of a subscriber sends both, in any order; the probe is to be answered.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_subscriber_who_also_shows_themselves_is_told_once(bool isProbeFirst)
    {
        await PutAsync("alice@localhost", "bob@example.com", BobsLocalpart, userSees: true);
        PresenceWish[] wishes = [PresenceWish.OfSubscriber, PresenceWish.OfStranger];

        foreach (var wish in isProbeFirst ? wishes : wishes.Reverse())
        {
            Queue.Tell(Bob, AlicesPhone, wish);
        }

        await Queue.SendNextAsync(CancellationToken.None);
        Assert.Single(_gateway.Link.TakeSent());
        Queue.Tell(Bob, AlicesPhone, PresenceWish.OfStranger);
        await Queue.SendNextAsync(CancellationToken.None);
        Assert.Empty(_gateway.Link.TakeSent());
    }

    [Fact]
    public async Task No_more_than_a_batch_is_ahead_of_a_message()
    {
        for (var i = 0; i < 1000; i++)
        {
            Queue.Tell(Jid.Parse($@"p{i}\40example.com@mail.example.org"), AlicesPhone, PresenceWish.OfSubscriber);
        }

        await Queue.SendNextAsync(CancellationToken.None);

        Assert.Equal(256, _gateway.Link.TakeSent().Count);
        Assert.Equal(1, _gateway.Link.Fences);
        Assert.Equal(744, Queue.Waiting);
    }

    [Fact]
    public async Task A_storm_is_bounded_in_memory()
    {
        for (var i = 0; i < 200_100; i++)
        {
            Queue.Tell(Bob, Alice.WithResource("r" + i), PresenceWish.OfSubscriber);
        }

        Assert.Equal(200_000, Queue.Waiting);
        Assert.Equal(100, Queue.Dropped);
        await Queue.SendNextAsync(CancellationToken.None);
        Assert.Equal(200_000 - 256, Queue.Waiting);
    }

    [Fact]
    public async Task A_JID_of_nobody_is_not_answered()
    {
        Queue.Tell(Jid.Parse("nobody@mail.example.org"), AlicesPhone, PresenceWish.OfSubscriber);

        await Queue.SendNextAsync(CancellationToken.None);

        Assert.Empty(_gateway.Link.TakeSent());
    }

    private async Task<string[]> AttachAsync()
    {
        using var attached = new CancellationTokenSource();
        var serving = Queue.ServeAsync(attached.Token);
        await attached.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
        return [.. _gateway.Link.TakeSent().Select(Text)];
    }

    private Task PutAsync(string user, string remoteId, string localpart, bool userSees) => _gateway.Store.PutContactAsync(
        new ContactRow(0, "mail", user, remoteId, localpart, userSees, ContactSubscription.Granted), CancellationToken.None);
}
