using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Doctor;

public sealed class HomeserverChecksTests : IAsyncDisposable
{
    private const string Listen = "http://127.0.0.1:8429";
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHomeserver _homeserver = new();
    private bool _listens;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _homeserver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Both_ways_are_tried_and_the_listener_is_given_back()
    {
        await _homeserver.StartAsync(Token);

        var results = await ExamineAsync();

        Assert.Equal([CheckOutcome.Ok, CheckOutcome.Ok, CheckOutcome.Ok], results.Select(result => result.Outcome));
        Assert.False(_listens);
    }

    [Fact]
    public async Task Beside_a_running_gateway_nothing_listens()
    {
        await _homeserver.StartAsync(Token);
        _homeserver.Gateway = http =>
        {
            http.Response.StatusCode = 200;
            return Task.CompletedTask;
        };

        var results = await ExamineAsync(runs: true);

        Assert.Equal("both ways work (answered by the running gateway)", results[2].What);
    }

    [Fact]
    public async Task A_homeserver_that_is_away_is_told_with_the_lines_for_Synapse()
    {
        await _homeserver.StartAsync(Token);
        await _homeserver.StopAsync();

        var results = await ExamineAsync();

        Assert.Equal([CheckOutcome.Ok, CheckOutcome.Failed, CheckOutcome.Skipped], results.Select(result => result.Outcome));
        Assert.Contains("Synapse, homeserver.yaml, then restart it:", results[1].Remedy);
    }

    [Fact]
    public async Task A_homeserver_that_does_not_know_us_gets_the_registration()
    {
        await _homeserver.StartAsync(Token);
        _homeserver.AsToken = "another";

        var results = await ExamineAsync();

        Assert.Equal(CheckOutcome.Failed, results[1].Outcome);
        Assert.Contains($"  app_service_config_files: [\"{Path.Combine(_folder.Path, "registration.yaml")}\"]", results[1].Remedy);
        Assert.DoesNotContain(results, result => (result.What + string.Join('\n', result.Remedy)).Contains("as-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_homeserver_with_another_token_for_us_is_told_apart()
    {
        await _homeserver.StartAsync(Token);
        _homeserver.HsToken = "another";

        var results = await ExamineAsync();

        Assert.Equal([CheckOutcome.Ok, CheckOutcome.Ok, CheckOutcome.Failed], results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task A_registration_that_is_not_of_the_options_is_told_with_the_command()
    {
        await _homeserver.StartAsync(Token);

        var results = await ExamineAsync(serverName: "other.test");

        Assert.Equal([CheckOutcome.Failed, CheckOutcome.Skipped, CheckOutcome.Skipped], results.Select(result => result.Outcome));
        Assert.Contains(results[0].Remedy, line => line.Contains("xmpp-gateway matrix-registration", StringComparison.Ordinal));
    }

    /// <summary>Without the one check that asks the world.</summary>
    private async Task<IReadOnlyList<CheckResult>> ExamineAsync(bool runs = false, string serverName = "matrix.test")
    {
        var settings = new Dictionary<string, string?>
        {
            ["Homeserver"] = _homeserver.Url,
            ["ServerName"] = "matrix.test",
            ["Listen"] = Listen,
            ["Registration"] = "registration.yaml",
        };
        var registration = Registration.Create(MatrixOptions.Read(new FakeAdapterContext("matrix", settings).Configuration), null);
        _folder.Write("registration.yaml", RegistrationWriter.Write(registration with { AsToken = "as-token", HsToken = "hs-token" }));
        settings["ServerName"] = serverName;
        var context = new LinkCheckContext(
            "matrix", new FakeAdapterContext("matrix", settings).Configuration, path => Path.Combine(_folder.Path, path), runs, TimeProvider.System, ListenAsync);
        var results = new List<CheckResult>();
        foreach (var check in new MatrixModule().FindChecks(context).Where(check => !check.Name.StartsWith("server name", StringComparison.Ordinal)))
        {
            results.Add(await check.RunAsync(Token));
        }

        return results;
    }

    private Task<IAsyncDisposable> ListenAsync(string listen, RequestDelegate handle, CancellationToken cancellationToken)
    {
        Assert.Equal(Listen, listen);
        _homeserver.Gateway = handle;
        _listens = true;
        return Task.FromResult<IAsyncDisposable>(new Listener(() => _listens = false));
    }

    private sealed class Listener(Action close) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            close();
            return ValueTask.CompletedTask;
        }
    }
}
