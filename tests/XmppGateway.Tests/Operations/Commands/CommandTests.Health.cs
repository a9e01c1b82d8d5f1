using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Operations;
using XmppGateway.Operations.Commands;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content>What scripts and containers ask with.</content>
public sealed partial class CommandTests
{
    [Theory]
    [InlineData("ready", "", 0, "\"status\":\"ready\"")]
    [InlineData("degraded", "", 1, "\"status\":\"degraded\"")]
    [InlineData("degraded", "--live", 0, "\"status\":\"live\"")]
    public async Task Health_is_what_the_running_gateway_answers(string status, string option, int code, string said)
    {
        var health = new Health(status, "ok", "held", new Dictionary<string, NetworkHealth>());
        await using var server = await HttpServer.StartAsync(
            [new("Http:Listen", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(null)).HandleAsync)], NullLoggerFactory.Instance, Token);
        Configure(more: $$""", "Http": { "Listen": "{{server.Addresses[0]}}" }""");

        Assert.Equal(code, await TypeAsync([.. $"health --config gateway.json {option}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Contains(said, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_gives_the_token_and_is_told_the_reasons()
    {
        const string Secret = "a token of some length";
        var health = new Health("degraded", "ok", "held", new Dictionary<string, NetworkHealth> { ["post"] = new("post.example.org", "detached", "running", "no route") });
        await using var server = await HttpServer.StartAsync(
            [new("Http:Listen", "http://127.0.0.1:0", new HealthEndpoint(() => health, new OperatorAccess(Secret)).HandleAsync)], NullLoggerFactory.Instance, Token);
        Configure(more: $$""", "Http": { "Listen": "{{server.Addresses[0]}}", "Token": "{{Secret}}" }""");

        Assert.Equal(1, await TypeAsync("health", "--config", "gateway.json"));
        Assert.Contains("no route", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_fails_where_nobody_answers()
    {
        string free;
        await using (var server = await HttpServer.StartAsync([new("Http:Listen", "http://127.0.0.1:0", _ => Task.CompletedTask)], NullLoggerFactory.Instance, Token))
        {
            free = server.Addresses[0];
        }

        Configure(more: $$""", "Http": { "Listen": "{{free}}" }""");

        Assert.Equal(1, await TypeAsync("health", "--config", "gateway.json"));
        Assert.Contains(free, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_needs_to_know_where_to_ask()
    {
        Configure();

        Assert.Equal(2, await TypeAsync("health", "--config", "gateway.json"));
        Assert.StartsWith("Http:Listen: ", _error.ToString(), StringComparison.Ordinal);

        // What cannot be asked is no reason to restart a container.
        Assert.Equal(0, await TypeAsync("health", "--live", "--config", "gateway.json"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8480", "http://127.0.0.1:8480/health/live")]
    [InlineData("http://0.0.0.0:8480", "http://127.0.0.1:8480/health/live")]
    [InlineData("http://[::]:8480", "http://[::1]:8480/health/live")]
    [InlineData("http://[fd00::5]:8480", "http://[fd00::5]:8480/health/live")]
    [InlineData("http://localhost:8480/", "http://localhost:8480/health/live")]
    public void Health_asks_on_this_machine(string listen, string address) =>
        Assert.Equal(address, HealthCommand.AddressOf(listen, "/health/live").ToString());
}
