using System.Text;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Operations.Status;

/// <summary>Answers <c>/status</c> for operators: the page, or the question for the token.</summary>
/// <param name="write">Writes the page as it is now.</param>
/// <param name="access">Who may see it.</param>
internal sealed class StatusEndpoint(Func<string> write, OperatorAccess access)
{
    public const string Path = "/status";

    // A token is a line; a form with one is little more.
    private const int MaxForm = 4096;

    public async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = StatusPage.ContentSecurityPolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsPost(request.Method) && access.HasToken)
        {
            await LetInAsync(context);
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
        }
        else if (access.Allows(context))
        {
            await AnswerAsync(context, StatusCodes.Status200OK, write());
        }
        else if (access.HasToken)
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, StatusPage.WriteQuestion(wasWrong: false));
        }
        else
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }

    private async Task LetInAsync(HttpContext context)
    {
        if (!access.IsToken(await ReadTokenAsync(context.Request, context.RequestAborted)))
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, StatusPage.WriteQuestion(wasWrong: true));
            return;
        }

        context.Response.Cookies.Append(
            OperatorAccess.Cookie,
            access.Visit!,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = context.Request.Headers["X-Forwarded-Proto"] == "https" });
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Path;
    }

    private static async Task<string?> ReadTokenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or > MaxForm || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        using var body = new StreamReader(request.Body, Encoding.UTF8);
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await body.ReadToEndAsync(cancellationToken));
        return form.TryGetValue("token", out var token) ? token.ToString() : null;
    }

    private static async Task AnswerAsync(HttpContext context, int status, string page)
    {
        var body = Encoding.UTF8.GetBytes(page);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
