using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Operations;

/// <summary>
/// Answers <c>/health/live</c> (the process works) and <c>/health/ready</c> (messages flow; if not, where something is in the way, and for operators
/// what that is).
/// </summary>
/// <param name="health">Looks now; cheap.</param>
/// <param name="access">Who may read reasons: servers, addresses and words of admins are in them.</param>
internal sealed class HealthEndpoint(Func<Health> health, OperatorAccess access)
{
    /// <summary>Answers one request; anything else than the two addresses is not found.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (status, body) = (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET" or "HEAD", "/health/live") => (StatusCodes.Status200OK, """{"status":"live"}"""u8.ToArray()),
            ("GET" or "HEAD", "/health/ready") => Readiness(access.Allows(context)),
            (_, "/health/live" or "/health/ready") => (StatusCodes.Status405MethodNotAllowed, []),
            _ => (StatusCodes.Status404NotFound, []),
        };
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (body.Length > 0)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(body, context.RequestAborted);
            }
        }
    }

    private (int Status, byte[] Body) Readiness(bool isOperator)
    {
        var now = isOperator ? health() : health().WithoutReasons();
        return (
            now.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            JsonSerializer.SerializeToUtf8Bytes(now, HealthJson.Default.Health));
    }
}
