using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Operations;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class FormPostsTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Form = new() { ["List-Unsubscribe"] = "One-Click" };

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _patience = Patience.Begin();
    private readonly SemaphoreSlim _asked = new(0);
    private HttpServer _server = null!;
    private FormPosts _posts = null!;
    private RequestDelegate _answer = _ => Task.CompletedTask;

    private CancellationToken Token => _patience.Token;

    private Uri Address => new($"http://localhost:{new Uri(_server.Addresses[0]).Port}/u?id=1");

    public async ValueTask InitializeAsync()
    {
        _server = await HttpServer.StartAsync(
            [new HttpListener("lists", "http://127.0.0.1:0", context => _answer(context))], NullLoggerFactory.Instance, Token);
        _posts = new FormPosts(new TrustedOrigins([new Uri($"http://localhost:{Address.Port}")]), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _posts.Dispose();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _asked.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_form_is_sent_as_the_standard_has_it()
    {
        var said = "";
        _answer = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            said = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.ContentType} {await reader.ReadToEndAsync(Token)} {context.Request.Headers.Cookie}";
            context.Response.Headers.SetCookie = "a=b";
        };

        Assert.Equal(FormPost.Taken, await _posts.PostAsync(Address, Form, Token));
        Assert.Equal(FormPost.Taken, await _posts.PostAsync(Address, Form, Token));

        Assert.Equal("POST /u?id=1 application/x-www-form-urlencoded List-Unsubscribe=One-Click ", said);
    }

    [Theory]
    [InlineData(202, FormPost.Taken)]
    [InlineData(302, FormPost.Refused)]
    [InlineData(404, FormPost.Refused)]
    [InlineData(429, FormPost.Unavailable)]
    [InlineData(503, FormPost.Unavailable)]
    public async Task The_status_says_what_became_of_it(int status, FormPost outcome)
    {
        var asked = 0;
        _answer = context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        Assert.Equal((outcome, 1), (await _posts.PostAsync(Address, Form, Token), asked));
    }

    [Theory]
    [InlineData("https://127.0.0.1/u")]
    [InlineData("https://10.1.2.3/u")]
    [InlineData("https://[::1]/u")]
    [InlineData("http://example.org/u")]
    [InlineData("https://user:secret@example.org/u")]
    [InlineData("ftp://example.org/u")]
    public async Task An_address_that_may_not_be_asked_is_not_asked(string address) =>
        Assert.Equal(FormPost.Refused, await _posts.PostAsync(new Uri(address), Form, Token));

    [Fact]
    public async Task Who_does_not_answer_is_not_waited_for()
    {
        _answer = async context =>
        {
            _asked.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        var posting = _posts.PostAsync(Address, Form, Token).AsTask();
        await _asked.WaitAsync(Token);

        _time.Advance(FormPosts.TotalTime);

        Assert.Equal(FormPost.Unavailable, await posting);
    }
}
