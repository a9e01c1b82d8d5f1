using System.CommandLine;
using System.Net;
using XmppGateway.Composition;

namespace XmppGateway.Operations.Commands;

/// <summary>
/// <c>health</c>: asks the running gateway how it is, for scripts and for containers, which have no other program to ask with. Done: it is well;
/// failed: it is not, or does not answer.
/// </summary>
internal static class HealthCommand
{
    // Shorter than what containers give their health checks (30 s); the answer itself is made without waiting for anything.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var live = new Option<bool>("--live") { Description = "Only whether the process works (taken for true without Http:Listen); without it, whether messages flow" };
        var command = new Command("health", "Asks the running gateway how it is") { ConfigurationOption.Create(), live };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (ConfigurationOption.Load(parsed, catalog, around) is not { } options)
            {
                return ExitCode.Misconfigured;
            }

            if (options.Http.Listen is not { } listen)
            {
                // A container's check must not restart what nobody can ask: that the process has ended, the engine sees by itself.
                await around.Error.WriteLineAsync("Http:Listen: the gateway cannot be asked without it");
                return parsed.GetValue(live) ? ExitCode.Done : ExitCode.Misconfigured;
            }

            return await AskAsync(AddressOf(listen, parsed.GetValue(live) ? "/health/live" : "/health/ready"), options.Http.Token, around, cancellationToken);
        });
        return command.WithExample("health --live --config /etc/xmpp-gateway/gateway.json");
    }

    /// <summary>Where to ask: what listens everywhere (0.0.0.0, [::]) is asked on the loopback.</summary>
    internal static Uri AddressOf(string listen, string path)
    {
        var address = new UriBuilder(listen) { Path = path };
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
        {
            address.Host = ip.Equals(IPAddress.Any) ? "127.0.0.1" : ip.Equals(IPAddress.IPv6Any) ? "[::1]" : address.Host;
        }

        return address.Uri;
    }

    private static async Task<int> AskAsync(Uri address, string? token, Surroundings around, CancellationToken cancellationToken)
    {
        // A proxy for the rest of the world must not be asked for this machine.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = OperatorAccess.HeaderOf(token);
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            await around.Output.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception problem) when (problem is HttpRequestException || (problem is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await around.Error.WriteLineAsync($"{address}: {problem.Message}");
            return ExitCode.Failed;
        }
    }
}
