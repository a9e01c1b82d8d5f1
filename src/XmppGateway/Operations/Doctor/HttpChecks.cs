using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Doctor;

/// <summary>The gateway's own HTTP address, and the way from the rest of the world to its files.</summary>
internal sealed class HttpChecks(HttpOptions options, GatewayPresence presence)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public IEnumerable<Check> All()
    {
        if (options.Listen is { } listen)
        {
            yield return new Check("Http", listen, token => LookAtListenAsync(listen, token));
        }

        if (options.PublicUrl is { } url)
        {
            yield return new Check("Http", "PublicUrl " + url, token => LookAtPublicAsync(url, token));
        }
    }

    /// <summary>Answers HTTP for a check.</summary>
    public static async Task<IAsyncDisposable> ListenAsync(string listen, RequestDelegate handle, CancellationToken cancellationToken)
    {
        try
        {
            return await HttpServer.StartAsync([new HttpListener("doctor", listen, handle)], NullLoggerFactory.Instance, cancellationToken);
        }
        catch (StartFailedException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private async Task<CheckResult> LookAtListenAsync(string listen, CancellationToken cancellationToken)
    {
        if (presence.Health is { } health)
        {
            return health.IsReady ? CheckResult.Ok("the running gateway is ready")
                : CheckResult.Warning($"the running gateway is {health.Status}; store: {health.Store}; lease: {health.Lease}");
        }

        try
        {
            await (await ListenAsync(listen, _ => Task.CompletedTask, cancellationToken)).DisposeAsync();
            return CheckResult.Ok("free");
        }
        catch (IOException e)
        {
            return CheckResult.Failed(e.Message, "gateway.json, another port of this machine:", "  \"Http\": { \"Listen\": \"http://127.0.0.1:8481\" }");
        }
    }

    private async Task<CheckResult> LookAtPublicAsync(string url, CancellationToken cancellationToken)
    {
        if (presence.Health is null)
        {
            return CheckResult.Skipped("no gateway runs here that would answer");
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Head, url.TrimEnd('/') + "/media/doctor/none");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            // A token that is none is not found: by us, and not by the web server, which knows nothing of these headers.
            return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden && answer.Headers.Contains("X-Content-Type-Options")
                ? CheckResult.Ok("leads to the running gateway")
                : CheckResult.Warning($"leads to something else: {(int)answer.StatusCode} {answer.ReasonPhrase}", Remedy());
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or UriFormatException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return CheckResult.Warning("cannot be reached from here: " + e.Message, Remedy());
        }
    }

    private string[] Remedy() =>
    [
        "nginx, in the server block of that name:",
        $"  location /media/ {{ proxy_pass {options.Listen}; proxy_buffering off; }}",
    ];
}
