using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>A crash after a user was answered, and before others were told: they are told by the next life.</summary>
public sealed class BlockingCrashTests
{
    private const string Eve = "eve@evil.example";
    private const string Blocked = "block alice@localhost eve@evil.example";
    private const string Unblocked = "unblock alice@localhost eve@evil.example";
    private const string Reported = "report alice@localhost eve@evil.example spam: buy";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_block_is_told_after_a_crash()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocking.BlockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token);
        Assert.Equal(Blocked, await gateway.Adapter.NextToldAsync(Token));
        gateway.Adapter.Answer = new DeliveryResult.Retry("busy");
        await gateway.Parts.Blocking.UnblockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token);
        Assert.Equal(Unblocked, await gateway.Adapter.NextToldAsync(Token));

        gateway.Adapter.Answer = new DeliveryResult.Delivered(null);
        await gateway.RestartAsync();

        Assert.Equal(Unblocked, await NextToldAsync(gateway));
        await NothingIsLeftAsync(gateway);
    }

    [Fact]
    public async Task A_report_is_told_to_the_network_and_the_admins_after_a_crash()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        gateway.Adapter.Answer = new DeliveryResult.Retry("busy");
        gateway.Link.IsAttached = false;
        await gateway.Parts.Blocking.ReportAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), "spam", "buy", Token);
        Assert.Equal([Blocked, Reported], await TwoToldAsync(gateway));

        gateway.Adapter.Answer = new DeliveryResult.Delivered(null);
        gateway.Link.IsAttached = true;
        await gateway.RestartAsync();

        Assert.Equal([Blocked, Reported], await TwoToldAsync(gateway));
        var told = await gateway.NextStanzaAsync();
        Assert.Equal((ProtectedGateway.Admin, "alice@localhost reports eve@evil.example for spam: buy"), (told.To, told.Body));
        Assert.Single(await gateway.Store.ReadAuditAsync(10, Token));
        await NothingIsLeftAsync(gateway);
    }

    [Fact]
    public async Task An_admin_whom_the_server_may_not_have_told_is_told_again_under_the_same_id()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        gateway.Link.OnFence = () => Task.FromResult(false);
        await gateway.Parts.Blocking.ReportAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), "spam", null, Token);
        var first = await gateway.NextStanzaAsync();

        gateway.Link.OnFence = () => Task.FromResult(true);
        await gateway.RestartAsync();

        Assert.Equal((first.Id, first.Body), (await gateway.NextStanzaAsync() is var again ? again.Id : null, again.Body));
        await NothingIsLeftAsync(gateway);
    }

    [Fact]
    public async Task What_was_told_is_not_told_again()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Blocking.ReportAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), "spam", "buy", Token);
        await TwoToldAsync(gateway);
        await gateway.NextStanzaAsync();
        await NothingIsLeftAsync(gateway);

        await gateway.RestartAsync();

        await gateway.Parts.Blocking.UnblockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token);
        Assert.Equal(Unblocked, await NextToldAsync(gateway));
    }

    [Fact]
    public async Task After_a_day_nobody_is_told_any_more()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var old = new ErrandRow(
            "old", "test", ErrandKind.Block, "alice@localhost", Eve, Eve, "", "", gateway.Time.GetUtcNow() - TimeSpan.FromHours(25));
        await gateway.Store.AddBlockAsync(new BlockRow("test", "alice@localhost", Eve, false, old.At), old, Token);
        await gateway.Store.AddBlockAsync(
            new BlockRow("test", "alice@localhost", "bob@good.example", false, old.At),
            old with { Id = "new", Contact = "bob@good.example", At = gateway.Time.GetUtcNow() },
            Token);

        await gateway.RestartAsync();

        Assert.Equal("block alice@localhost bob@good.example", await NextToldAsync(gateway));
        await NothingIsLeftAsync(gateway);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stopped_network_is_told_of_a_block_when_it_works_again_however_long_that_takes(bool isRestarted)
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Stops.StopAsync("test", "spam", Token);
        await gateway.Parts.Blocking.BlockAsync(gateway.Network, ProtectedGateway.Alice, ProtectedGateway.Contact(Eve), Token);
        for (var hour = 0; hour < 30; hour++)
        {
            // The attempt has found the network stopped, and waits.
            await Patience.UntilAsync(() => Task.FromResult(gateway.Adapter.HasBeenTold || gateway.Time.HasTimer(TimeSpan.FromMinutes(1))));
            Assert.False(gateway.Adapter.HasBeenTold);
            gateway.Time.Advance(TimeSpan.FromHours(1));
        }

        if (isRestarted)
        {
            await gateway.RestartAsync();
        }

        Assert.False(gateway.Adapter.HasBeenTold);
        await gateway.Parts.Stops.ResumeAsync("test", Token);

        Assert.Equal(Blocked, (await gateway.AdvanceUntilAsync(NextToldAsync(gateway))).Result);
        await NothingIsLeftAsync(gateway);
    }

    [Fact]
    public async Task What_nobody_can_be_told_any_more_is_a_line_in_the_log()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        var report = new ErrandRow(
            "old", "test", ErrandKind.ReportToAdmin, "alice@localhost", Eve, Eve, "former@localhost", "spam", gateway.Time.GetUtcNow());
        await gateway.Store.AddBlockAsync(new BlockRow("test", "alice@localhost", Eve, false, report.At), report, Token);

        await gateway.Store.AddBlockAsync(
            new BlockRow("test", "alice@localhost", "bob@good.example", false, report.At),
            new ErrandRow("new", "test", ErrandKind.Block, "alice@localhost", "bob@good.example", "bob@good.example", "", "", report.At + TimeSpan.FromSeconds(1)),
            Token);

        await gateway.RestartAsync();

        // It is behind the other.
        Assert.Equal("block alice@localhost bob@good.example", await NextToldAsync(gateway));
        Assert.Contains(gateway.Logger.Lines, line => line.Text.Contains("is not told any more", StringComparison.Ordinal));
    }

    private static ValueTask<string> NextToldAsync(ProtectedGateway gateway) => gateway.Adapter.NextToldAsync(Token);

    private static async Task<string[]> TwoToldAsync(ProtectedGateway gateway) =>
        [.. new[] { await NextToldAsync(gateway), await NextToldAsync(gateway) }.Order(StringComparer.Ordinal)];

    private static Task NothingIsLeftAsync(ProtectedGateway gateway) => Patience.UntilAsync(async () =>
        (await gateway.Store.ReadErrandsAsync("test", gateway.Time.GetUtcNow() - TimeSpan.FromDays(1), Token)).Count == 0);
}
