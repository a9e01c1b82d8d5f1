using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Scenarios;

/// <summary>An ejabberd that divides the traffic of a domain between two programs, of which there is one. The other servers have no such option.</summary>
public abstract class Balancing(Bridge bridge)
{
    [Fact]
    public async Task A_domain_whose_traffic_is_divided_is_told_by_the_gateway_and_by_doctor()
    {
        var settings = new GatewaySettings(bridge.Server, "balancing").WithMail();
        settings.Configuration["Networks"]!["mail"]!["Domain"] = "balanced.localhost";
        settings.Configuration["Http"]!["Listen"] = $"http://127.0.0.1:{Ports.Spare(24)}";
        settings.Configuration["Networks"]!["mail"]!["Lmtp"]!["Listen"] = $"127.0.0.1:{Ports.Spare(25)}";
        settings.Save();

        // Nobody works: doctor attaches itself.
        AssertTold(await ExamineAsync(settings), "mail: traffic of balanced.localhost: only ");

        await using var gateway = new Gateway(settings);
        await gateway.StartAsync();
        await gateway.Log.FirstAsync(
            line => line.Contains("misconfigured: component balanced.localhost", StringComparison.Ordinal) && line.Contains("Remove domain_balancing", StringComparison.Ordinal),
            "the gateway to notice");

        AssertTold(await ExamineAsync(settings), "mail: component balanced.localhost: attached (asked the running gateway), but only ");
    }

    private static void AssertTold((int Code, IReadOnlyList<string> Lines) found, string what)
    {
        Assert.Equal(1, found.Code);
        Assert.True(found.Lines.Any(line => line.StartsWith("FAILED   " + what, StringComparison.Ordinal)), string.Join('\n', found.Lines));
        Assert.Contains(found.Lines, line => line.EndsWith("  domain_balancing:", StringComparison.Ordinal));
        Assert.Contains(found.Lines, line => line.EndsWith("    balanced.localhost:", StringComparison.Ordinal));
    }

    private static async Task<(int Code, IReadOnlyList<string> Lines)> ExamineAsync(GatewaySettings settings)
    {
        var outcome = await GatewayProgram.RunAsync("doctor", "--config", settings.ConfigurationFile);
        return (outcome.ExitCode, (outcome.Output + outcome.Error).Split('\n'));
    }
}

[Collection<OnEjabberd>]
public sealed class BalancingOnEjabberd(EjabberdBridge bridge) : Balancing(bridge);
