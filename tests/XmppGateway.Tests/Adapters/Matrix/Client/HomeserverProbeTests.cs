using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Client;

public sealed class HomeserverProbeTests
{
    [Fact]
    public async Task Both_directions_are_tried_at_the_start()
    {
        await using var harness = await MatrixHarness.StartAsync();

        await LogsAsync(harness, LogLevel.Information, "both directions");

        Assert.Contains("POST /_matrix/client/v1/appservice/xmpp-gateway/ping", harness.Homeserver.Requests);
    }

    [Fact]
    public async Task A_homeserver_that_is_away_does_not_hold_up_the_start_and_is_found_when_it_comes()
    {
        await using var harness = await MatrixHarness.StartAsync(homeserverIsUp: false);
        await LogsAsync(harness, LogLevel.Warning, "cannot be reached");
        Assert.IsType<DeliveryResult.Retry>(await harness.SendAsync("hello", "a"));

        await harness.Homeserver.StartAsync(MatrixHarness.Cancelled);
        await LogsAsync(harness, LogLevel.Information, "both directions");

        Assert.IsType<DeliveryResult.Delivered>(await harness.SendAsync("hello", "a", attempt: 2));
    }

    [Fact]
    public async Task Each_wrong_token_is_named()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await LogsAsync(harness, LogLevel.Information, "both directions");

        harness.Homeserver.AsToken = "another";
        await harness.RestartAdapterAsync();
        await LogsAsync(harness, LogLevel.Warning, "as_token");

        harness.Homeserver.AsToken = "as-token";
        harness.Homeserver.HsToken = "another";
        await harness.RestartAdapterAsync();
        await LogsAsync(harness, LogLevel.Warning, "wrong hs_token");
    }

    private static async Task LogsAsync(MatrixHarness harness, LogLevel level, string text)
    {
        while (!harness.Context.Log.Lines.Any(l => l.Level == level && l.Text.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, MatrixHarness.Cancelled);
        }
    }
}
