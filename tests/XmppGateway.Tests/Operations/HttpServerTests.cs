using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Operations;
using Xunit;
using HttpListener = XmppGateway.Operations.HttpListener;

namespace XmppGateway.Tests.Operations;

public sealed class HttpServerTests
{
    private static readonly Health Well = new(
        "ready", "ok", "held", new Dictionary<string, NetworkHealth> { ["mail"] = new("mail.localhost", NetworkHealth.Attached, NetworkHealth.Running) });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/health/live", 200, """{"status":"live"}""")]
    [InlineData("GET", "/health/ready", 200, """{"status":"ready","store":"ok","lease":"held","networks":{"mail":{"domain":"mail.localhost","link":"attached","adapter":"running","reason":null,"waiting":0}}}""")]
    [InlineData("HEAD", "/health/ready", 200, "")]
    [InlineData("POST", "/health/ready", 405, "")]
    [InlineData("GET", "/", 404, "")]
    public async Task Tells_how_the_gateway_is(string method, string path, int status, string body)
    {
        await using var server = await StartAsync(new HttpListener("Http:Listen", "http://127.0.0.1:0", new HealthEndpoint(() => Well, new OperatorAccess(null)).HandleAsync));
        using var answer = await AskAsync(server.Addresses[0] + path, method);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Token));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Is_not_ready_while_a_network_is_not()
    {
        var health = Well with { Status = "degraded" };
        await using var server = await StartAsync(new HttpListener("Http:Listen", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(null)).HandleAsync));
        using var answer = await AskAsync(server.Addresses[0] + "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, """{"status":"degraded","store":"disk full","lease":"held","networks":{"mail":{"domain":"mail.localhost","link":"detached","adapter":"halted","reason":"secret plans","waiting":3}}}""")]
    [InlineData("a token of sixteen bytes", """{"status":"degraded","store":"unavailable","lease":"held","networks":{"mail":{"domain":"mail.localhost","link":"detached","adapter":"halted","reason":"for operators","waiting":3}}}""")]
    public async Task Everybody_hears_where_something_is_in_the_way_and_operators_what(string? token, string body)
    {
        var health = new Health(
            "degraded", "disk full", "held",
            new Dictionary<string, NetworkHealth> { ["mail"] = new("mail.localhost", NetworkHealth.Detached, NetworkHealth.Halted, "secret plans", 3) });
        await using var server = await StartAsync(
            new HttpListener("Http:Listen", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(token)).HandleAsync));
        using var answer = await AskAsync(server.Addresses[0] + "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Every_listener_is_answered_by_its_owner()
    {
        await using var server = await StartAsync(
            new HttpListener("one", "http://127.0.0.1:0", context => context.Response.WriteAsync("one", Token)),
            new HttpListener("two", "http://127.0.0.1:0", context => context.Response.WriteAsync("two", Token)));

        Assert.Equal("one", await ReadAsync(server.Addresses[0]));
        Assert.Equal("two", await ReadAsync(server.Addresses[1]));
    }

    [Fact]
    public async Task A_taken_port_is_told_with_its_number()
    {
        await using var first = await StartAsync(new HttpListener("one", "http://127.0.0.1:0", _ => Task.CompletedTask));

        var failure = await Assert.ThrowsAsync<StartFailedException>(
            () => StartAsync(new HttpListener("two", first.Addresses[0], _ => Task.CompletedTask)));

        Assert.Contains(new Uri(first.Addresses[0]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://bridge.example.org:80")]
    [InlineData("127.0.0.1:80")]
    public async Task An_address_that_it_cannot_listen_on_is_told_with_its_owner(string listen)
    {
        var failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(new HttpListener("matrix", listen, _ => Task.CompletedTask)));

        Assert.StartsWith("matrix: ", failure.Message, StringComparison.Ordinal);
    }

    private static Task<HttpServer> StartAsync(params HttpListener[] listeners) => HttpServer.StartAsync(listeners, NullLoggerFactory.Instance, Token);

    private static async Task<HttpResponseMessage> AskAsync(string url, string method = "GET")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        return await client.SendAsync(request, Token);
    }

    private static async Task<string> ReadAsync(string url)
    {
        using var answer = await AskAsync(url);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
