using System.Text;
using Microsoft.AspNetCore.Http;
using XmppGateway.Operations;

namespace XmppGateway.Metrics;

/// <summary>Answers <c>/metrics</c> for operators.</summary>
internal sealed class MetricsEndpoint(MetricsReader reader, OperatorAccess access)
{
    public const string Path = "/metrics";

    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (!access.Allows(context))
        {
            // RFC 9110 §11.6.1: says how to come in, where there is a way.
            response.StatusCode = access.HasToken ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            response.Headers.WWWAuthenticate = access.HasToken ? "Bearer" : default(string);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        var body = Encoding.UTF8.GetBytes(reader.Look(PrometheusText.Write));
        response.ContentType = PrometheusText.ContentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
