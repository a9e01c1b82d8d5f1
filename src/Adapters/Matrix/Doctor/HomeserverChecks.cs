using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Doctor;

/// <summary>The homeserver: whether it is there, knows the registration, reaches the gateway, and is the one of its name.</summary>
internal sealed class HomeserverChecks(LinkCheckContext context, MatrixOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MaxWellKnown = 64 * 1024;

    private Registration? _registration;
    private bool _answers;

    public IReadOnlyList<LinkCheck> All() =>
    [
        new("registration " + options.Registration, _ => Task.FromResult(CompareRegistration())),
        new("homeserver " + options.Homeserver, AskWhoWeAreAsync),
        new("homeserver calls the gateway", PingAsync),
        new("server name " + options.ServerName, FindServerAsync),
    ];

    private CheckResult CompareRegistration()
    {
        var absolute = options with { Registration = context.ResolvePath(options.Registration) };
        var found = RegistrationFile.Examine(absolute).ToList();
        string[] remedy =
        [
            "In the folder of gateway.json, and then restart the homeserver:",
            $"  xmpp-gateway matrix-registration --config gateway.json >registration.new && mv registration.new {options.Registration}",
        ];
        if (found.Find(f => !f.IsWarning) is { Text: { } mistake })
        {
            return CheckResult.Failed(mistake, remedy);
        }

        _registration = RegistrationFile.Require(absolute.Registration, absolute);
        return found.Count > 0 ? CheckResult.Warning(string.Join(" ", found.Select(f => f.Text)), remedy) : CheckResult.Ok("fits the configuration");
    }

    private async Task<CheckResult> AskWhoWeAreAsync(CancellationToken cancellationToken)
    {
        if (_registration is not { } registration)
        {
            return CheckResult.Skipped("there is no registration to show");
        }

        using var client = Connect(registration);
        var versions = await client.GetVersionsAsync(cancellationToken);
        if (!versions.Succeeded)
        {
            return CheckResult.Failed($"does not answer: {versions.Error.Text}", Homeserver());
        }

        var self = await client.GetWhoAmIAsync(cancellationToken);
        if (!self.Succeeded)
        {
            return CheckResult.Failed(ProbeDiagnosis.Of(ProbeStep.WhoAmI, self.Error) ?? self.Error.Text, KnowRegistration());
        }

        var bot = new GhostIds(options.ServerName).Bot;
        _answers = self.Value.UserId == bot;
        return _answers
            ? CheckResult.Ok($"knows the gateway as {bot}")
            : CheckResult.Failed($"takes the gateway for {self.Value.UserId}, not {bot}: ServerName or the registration is another one's", KnowRegistration());
    }

#pragma warning disable CA2000 // The client owns it.
    private MatrixClient Connect(Registration registration) => new(
        new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }, options.Homeserver, registration.AsToken, context.Time, () => 0);
#pragma warning restore CA2000

    /// <summary>Has the homeserver call us, by the url and with the token of its copy of the registration.</summary>
    private async Task<CheckResult> PingAsync(CancellationToken cancellationToken)
    {
        if (_registration is not { } registration || !_answers)
        {
            return CheckResult.Skipped("the homeserver does not answer or does not know us");
        }

        using var client = Connect(registration);
        try
        {
            await using var listener = context.GatewayRuns ? null : await context.ListenAsync(options.Listen, http => AnswerAsync(http, registration), cancellationToken);
            var id = context.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            var ping = await client.PingAsync(registration.Id, id, cancellationToken);
            return ping.Succeeded ? CheckResult.Ok("both ways work" + (context.GatewayRuns ? " (answered by the running gateway)" : ""))
                : ProbeDiagnosis.Of(ProbeStep.Ping, ping.Error) is { } problem ? CheckResult.Failed(problem, [.. KnowRegistration(), .. Reach(registration)])
                : CheckResult.Skipped("the homeserver is older than Matrix 1.7 and cannot try it");
        }
        catch (IOException e)
        {
            return CheckResult.Failed(
                $"cannot listen on {options.Listen}: {e.Message}",
                "gateway.json, an address that no other program has, and then the registration anew:",
                $"  \"{context.Network}\": {{ \"Listen\": \"http://127.0.0.1:8429\" }}");
        }
    }

    /// <summary>In the gateway's place: pings are answered, everything else is to come again later.</summary>
    private static Task AnswerAsync(HttpContext http, Registration registration)
    {
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()));
        var right = CryptographicOperations.FixedTimeEquals(shown, SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + registration.HsToken)));
        http.Response.StatusCode = !right ? StatusCodes.Status403Forbidden
            : http.Request.Path.Value is "/_matrix/app/v1/ping" ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("{}", http.RequestAborted);
    }

    /// <summary>Server-server API, "Server discovery": others must find the homeserver by its name. Only a delegation can be seen from here.</summary>
    private async Task<CheckResult> FindServerAsync(CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, MaxAutomaticRedirections = 3 };
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxWellKnown };
        try
        {
            using var answer = await http.GetAsync(new Uri($"https://{options.ServerName}/.well-known/matrix/server"), cancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return CheckResult.Skipped($"no .well-known/matrix/server there ({(int)answer.StatusCode}); others look at port 8448 of that name");
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("m.server", out var server) && server.ValueKind == JsonValueKind.String
                ? CheckResult.Ok("others find it at " + server.GetString())
                : Unreadable();
        }
        catch (JsonException)
        {
            return Unreadable();
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return CheckResult.Skipped("cannot be asked from here: " + e.Message);
        }
    }

    private CheckResult Unreadable() => CheckResult.Warning(
        ".well-known/matrix/server is not readable: other homeservers do not find this one",
        $"The web server of {options.ServerName} must answer /.well-known/matrix/server with:",
        $"  {{ \"m.server\": \"{options.ServerName}:443\" }}");

    private string[] Homeserver() =>
    [
        "gateway.json, the address of the homeserver's client API:",
        $"  \"{context.Network}\": {{ \"Homeserver\": \"http://127.0.0.1:8008\" }}",
        "Synapse, homeserver.yaml, then restart it:",
        "  listeners:",
        "    - port: 8008",
        "      type: http",
        "      bind_addresses: ['127.0.0.1']",
        "      resources: [{names: [client, federation]}]",
    ];

    private string[] KnowRegistration() =>
    [
        "Synapse, homeserver.yaml, then restart it (it reads the file only then):",
        $"  app_service_config_files: [\"{context.ResolvePath(options.Registration)}\"]",
    ];

    private string[] Reach(Registration registration) =>
    [
        $"The homeserver calls {registration.Url}, and the gateway listens on {options.Listen}. If there is something in between, in gateway.json:",
        $"  \"{context.Network}\": {{ \"Url\": \"how the homeserver reaches it\" }}",
        "and then the registration anew:",
        $"  xmpp-gateway matrix-registration --config gateway.json >registration.new && mv registration.new {options.Registration}",
    ];
}
