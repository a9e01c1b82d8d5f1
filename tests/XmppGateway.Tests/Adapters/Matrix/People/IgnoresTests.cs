using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.People;

/// <summary>Blocks of XMPP users are on their ghosts' lists of ignored users.</summary>
public sealed class IgnoresTests
{
    [Fact]
    public async Task A_block_ignores_and_its_end_does_not_any_more()
    {
        await using var harness = await MatrixHarness.StartAsync();

        Assert.Equal(new DeliveryResult.Delivered(null), await SetAsync(harness, blocked: true));
        Assert.Equal("""{"ignored_users":{"@mia:matrix.test":{}}}""", harness.Homeserver.Ignored[MatrixHarness.Ghost].ToJsonString());

        Assert.Equal(new DeliveryResult.Delivered(null), await SetAsync(harness, blocked: false));
        Assert.Equal("""{"ignored_users":{}}""", harness.Homeserver.Ignored[MatrixHarness.Ghost].ToJsonString());
    }

    [Fact]
    public async Task What_else_is_on_the_list_stays()
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Ignored[MatrixHarness.Ghost] = JsonNode.Parse("""{"ignored_users":{"@ben:matrix.test":{"since":1}},"other":2}""")!.AsObject();

        await SetAsync(harness, blocked: true);

        Assert.Equal(
            """{"ignored_users":{"@ben:matrix.test":{"since":1},"@mia:matrix.test":{}},"other":2}""",
            harness.Homeserver.Ignored[MatrixHarness.Ghost].ToJsonString());
    }

    [Fact]
    public async Task A_repeat_writes_nothing()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await SetAsync(harness, blocked: true);
        var before = harness.Homeserver.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal));

        await SetAsync(harness, blocked: true);

        Assert.Equal(before, harness.Homeserver.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_report_goes_to_the_homeserver()
    {
        await using var harness = await MatrixHarness.StartAsync();

        Assert.Equal(
            new DeliveryResult.Delivered(null),
            await ((ITakesBlocks)harness.Adapter).ReportAsync(MatrixHarness.Alice, MatrixHarness.MiaAsContact, "spam", MatrixHarness.Cancelled));

        var told = Assert.Single(harness.Homeserver.Told, told => told.What == "report");
        Assert.Equal(MatrixHarness.Ghost, told.User);
        Assert.Equal("""{"of":"@mia:matrix.test","reason":"spam"}""", told.Content.ToJsonString());
    }

    [Fact]
    public async Task A_homeserver_that_is_away_is_asked_later()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.Homeserver.StopAsync();

        Assert.IsType<DeliveryResult.Retry>(await SetAsync(harness, blocked: true));
    }

    private static ValueTask<DeliveryResult> SetAsync(MatrixHarness harness, bool blocked) =>
        ((ITakesBlocks)harness.Adapter).SetBlockedAsync(MatrixHarness.Alice, MatrixHarness.MiaAsContact, blocked, MatrixHarness.Cancelled);
}
