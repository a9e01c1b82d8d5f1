using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using XmppGateway.Operations;
using XmppGateway.Operations.Status;
using Xunit;

namespace XmppGateway.Tests.Operations.Status;

public sealed class StatusEndpointTests
{
    private const string Token = "a token of some length";

    [Fact]
    public async Task Who_gives_the_token_sees_the_page_with_what_the_browser_keeps_of_it()
    {
        var question = await AnswerAsync(Request("GET"), Token);
        Assert.Equal(401, question.StatusCode);
        Assert.Contains("type=\"password\"", Body(question), StringComparison.Ordinal);

        var wrong = await AnswerAsync(Form("token=another+token+of+some+length"), Token);
        Assert.Equal(401, wrong.StatusCode);
        Assert.Equal(0, wrong.Headers.SetCookie.Count);

        var right = await AnswerAsync(Form("token=a+token+of+some+length"), Token);
        Assert.Equal((303, "/status"), (right.StatusCode, right.Headers.Location.ToString()));
        var cookie = right.Headers.SetCookie.ToString();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("token", cookie, StringComparison.Ordinal);

        var again = Request("GET");
        again.Request.Headers.Cookie = cookie[..cookie.IndexOf(';', StringComparison.Ordinal)];
        Assert.Equal("the page", Body(await AnswerAsync(again, Token)));

        var elsewhere = Request("GET");
        elsewhere.Request.Headers.Cookie = again.Request.Headers.Cookie;
        Assert.Equal(401, (await AnswerAsync(elsewhere, "a token that was changed")).StatusCode);
    }

    [Fact]
    public async Task Without_a_token_only_callers_from_this_machine_see_it()
    {
        var here = Request("GET");
        here.Connection.RemoteIpAddress = IPAddress.Loopback;

        Assert.Equal("the page", Body(await AnswerAsync(here, null)));
        Assert.Equal(403, (await AnswerAsync(Request("GET"), null)).StatusCode);
        Assert.Equal(405, (await AnswerAsync(Form("token="), null)).StatusCode);
    }

    [Theory]
    [InlineData("token=" + Token, "text/plain")]
    [InlineData("tok", "application/x-www-form-urlencoded")]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("token=&token=", "application/x-www-form-urlencoded")]
    public async Task What_is_no_form_with_a_token_is_refused(string body, string type)
    {
        var form = Form(body);
        form.Request.ContentType = type;

        Assert.Equal(401, (await AnswerAsync(form, Token)).StatusCode);
    }

    [Fact]
    public async Task A_form_of_many_bytes_is_not_read()
    {
        var form = Form("token=" + new string('x', 10_000));

        Assert.Equal(401, (await AnswerAsync(form, Token)).StatusCode);
        Assert.Equal(0, form.Request.Body.Position);
    }

    private static DefaultHttpContext Request(string method)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Host = new HostString("127.0.0.1", 8480);
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static DefaultHttpContext Form(string body)
    {
        var context = Request("POST");
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
        context.Request.ContentType = "application/x-www-form-urlencoded";
        return context;
    }

    private static async Task<HttpResponse> AnswerAsync(HttpContext context, string? token)
    {
        await new StatusEndpoint(() => "the page", new OperatorAccess(token)).HandleAsync(context);
        return context.Response;
    }

    private static string Body(HttpResponse response) => Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());
}
