using System.Globalization;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>What an operator sees: in the numbers that a Prometheus reads, and in a browser.</summary>
public abstract class Numbers(Bridge bridge)
{
    private const string BobAsContact = "bob\\40example.test@mail.localhost";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_counted_on_its_way()
    {
        var before = await ReadAsync();
        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync(BobAsContact, "This one is counted."));
        var after = await ReadAsync();

        foreach (var what in new[] { "messages_accepted_total{network=\"mail\",direction=\"out\"}", "messages_delivered_total{network=\"mail\",direction=\"out\"}", "foreign_duration_seconds_count{network=\"mail\"}" })
        {
            Assert.True(Value(after, what) > Value(before, what), $"{what} stays at {Value(after, what)}");
        }

        Assert.Equal(1, Value(after, "ready"));
        Assert.Equal(1, Value(after, "link_attached{network=\"mail\"}"));
        Assert.True(Value(after, "store_writes_total") > Value(before, "store_writes_total"));
        Assert.Contains("xmpp_gateway_queue_length{network=\"mail\",queue=\"outgoing\"} ", after, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", after, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The picture stays among the logs of the servers, for whoever wants to see the page.</summary>
    [Fact]
    public async Task A_browser_shows_the_status_page_in_its_colours()
    {
        await bridge.Alice.ReceiptAsync(await bridge.Alice.SayAsync(BobAsContact, "This one is in the chart."));
        var page = new Uri($"http://127.0.0.1:{Ports.GatewayHttp}/status");

        var html = await Browser.ReadAsync(page);
        Assert.Contains("<span class=\"state ready\">ready</span>", html, StringComparison.Ordinal);
        Assert.Contains("mail.localhost", html, StringComparison.Ordinal);
        Assert.Matches("[1-9][0-9]* messages to the network in the last hour", html);

        // A style that the page's own policy forbade would leave it black on white.
        var picture = await Browser.PictureAsync(page, Path.Combine(ServerScript.StateFolder, $"status-{bridge.Server}.png"));
        Assert.True(Browser.CountPoints(picture, 0x2a, 0x7d, 0x3f) > 500, "no green badge in " + picture);
    }

    private static async Task<string> ReadAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.GatewayHttp}/metrics"), Token);
    }

    private static double Value(string text, string series)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith($"xmpp_gateway_{series} ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}

[Collection<OnProsody>]
public sealed class NumbersOnProsody(ProsodyBridge bridge) : Numbers(bridge);

[Collection<OnEjabberd>]
public sealed class NumbersOnEjabberd(EjabberdBridge bridge) : Numbers(bridge);
