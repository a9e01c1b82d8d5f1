using Xunit;

namespace XmppGateway.Tests.Portals;

/// <summary>What is said in the XMPP room while the gateway is not there.</summary>
public sealed partial class PortalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_said_while_the_gateway_was_away_is_read_when_it_is_back(bool hasArchive)
    {
        await using var portal = await PortalUnderTest.VisitedAsync(hasArchive);
        portal.Muc.Say("alice", "one");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);
        await portal.EndLifeAsync();
        portal.Muc.Say("alice", "two");
        portal.BeginLife();
        portal.Muc.Say("alice", "three");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 3);

        Assert.Equal(["alice: one", "alice: two", "alice: three"], await portal.TextsAsync());
    }

    [Fact]
    public async Task An_archive_that_does_not_answer_is_asked_again_before_anything_newer_is_heard()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Say("alice", "one");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);
        await portal.EndLifeAsync();
        portal.Muc.Say("alice", "two");
        portal.Muc.IsArchiveSilent = true;
        portal.BeginLife();
        await portal.UntilAsync(() => Task.FromResult(portal.Logger.Lines.Any(line => line.Text.Contains("does not tell what was said", StringComparison.Ordinal))));
        portal.Muc.Say("alice", "three");
        portal.Muc.IsArchiveSilent = false;
        await portal.UntilAsync(async () =>
        {
            portal.Time.Advance(TimeSpan.FromSeconds(5));
            return (await portal.TextsAsync()).Count == 3;
        });

        Assert.Equal(["alice: one", "alice: two", "alice: three"], await portal.TextsAsync());
    }

    [Fact]
    public async Task An_archive_that_never_answers_does_not_keep_the_gateway_out_for_ever()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Say("alice", "one");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);
        await portal.EndLifeAsync();
        portal.Muc.Say("alice", "two");
        portal.Muc.IsArchiveSilent = true;
        portal.BeginLife();
        await portal.UntilAsync(async () =>
        {
            portal.Time.Advance(TimeSpan.FromMinutes(1));
            return (await portal.TextsAsync()).Count == 2;
        });

        // What the room itself remembers.
        Assert.Equal(["alice: one", "alice: two"], await portal.TextsAsync());
    }

    [Fact]
    public async Task What_waits_for_an_archive_that_never_answers_is_heard_in_the_end()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Say("alice", "one");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);
        await portal.EndLifeAsync();
        (portal.Muc.IsArchiveSilent, portal.Muc.History) = (true, 0);
        portal.BeginLife();
        await portal.UntilAsync(() => Task.FromResult(portal.Logger.Lines.Any(line => line.Text.Contains("does not tell what was said", StringComparison.Ordinal))));
        portal.Muc.Say("alice", "two");
        await portal.UntilAsync(async () =>
        {
            portal.Time.Advance(TimeSpan.FromMinutes(1));
            return (await portal.TextsAsync()).Count == 2;
        });

        Assert.Equal(["alice: one", "alice: two"], await portal.TextsAsync());
    }

    [Fact]
    public async Task An_absence_of_any_length_is_read_to_its_end()
    {
        await using var portal = await PortalUnderTest.VisitedAsync();
        portal.Muc.Say("alice", "one");
        await portal.UntilAsync(async () => (await portal.TextsAsync()).Count == 1);
        await portal.EndLifeAsync();
        portal.Muc.ArchivePage = 1;
        for (var number = 0; number < 110; number++)
        {
            portal.Muc.Say("alice", $"missed {number}");
        }

        portal.BeginLife();
        await portal.UntilAsync(() => Task.FromResult(portal.Portal.Ready.IsCompleted));

        Assert.Equal("alice: missed 109", (await portal.TextsAsync())[^1]);
    }
}
