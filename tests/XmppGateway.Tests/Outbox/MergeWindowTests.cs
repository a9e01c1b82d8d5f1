using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Tests.Handlers;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class MergeWindowTests
{
    [Theory]
    [InlineData(null, 15)]
    [InlineData(0, 0)]
    [InlineData(42, 42)]
    public async Task An_adapter_that_merges_is_told_the_users_window(int? chosen, int seconds)
    {
        var settings = new FakeSettings
        {
            Chosen = chosen is { } window ? UserSettings.Default with { MergeWindow = TimeSpan.FromSeconds(window) } : null,
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), await FindAsync(new MergeWindows(settings), Letters));
    }

    [Fact]
    public async Task An_adapter_that_does_not_merge_has_none()
    {
        var settings = new FakeSettings();

        Assert.Equal(TimeSpan.Zero, await FindAsync(new MergeWindows(settings), new FakeAdapter()));
        Assert.Equal(0, settings.Asked);
    }

    [Fact]
    public async Task While_the_store_is_away_the_usual_time_counts()
    {
        var settings = new AccountSettings(new MemoryStore { IsAway = true }, TimeProvider.System);

        Assert.Equal(TimeSpan.FromSeconds(15), await FindAsync(new MergeWindows(settings), Letters));
    }

    private static ScriptedAdapter Letters => new() { Capabilities = new() { MergesLines = true } };

    private static async Task<TimeSpan> FindAsync(MergeWindows windows, IAdapter adapter)
    {
        var what = new Message { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, Body = new RichText("x") };
        return await windows.FindAsync(new Network("mail", adapter, new FakeLink()), what, TestContext.Current.CancellationToken);
    }
}
