using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Operations;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class MediaDownloadsTests : IAsyncLifetime
{
    private const int MaxBytes = 100_000;

    private readonly ManualTimeProvider _time = new();
    private readonly SemaphoreSlim _asked = new(0);
    private HttpServer _server = null!;
    private MediaDownloads _downloads = null!;
    private RequestDelegate _answer = _ => Task.CompletedTask;

    private readonly CancellationTokenSource _patience = Patience.Begin();

    private CancellationToken Token => _patience.Token;

    private int Port => new Uri(_server.Addresses[0]).Port;

    public async ValueTask InitializeAsync()
    {
        _server = await HttpServer.StartAsync(
            [new HttpListener("files", "http://127.0.0.1:0", context => _answer(context))], NullLoggerFactory.Instance, Token);
        _downloads = new MediaDownloads(new TrustedOrigins([new Uri($"http://localhost:{Port}")]), MaxBytes, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _downloads.Dispose();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _asked.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_file_is_read_with_what_its_server_says_of_it()
    {
        _answer = async context =>
        {
            context.Response.ContentType = "image/jpeg; x=y";
            await context.Response.Body.WriteAsync(new byte[MaxBytes], Token);
        };

        var opened = Assert.IsType<MediaResult.Opened>(await FetchAsync("/face.jpg"));
        await using var content = opened.Content;

        Assert.Equal("image/jpeg", content.MediaType);
        Assert.Equal(MaxBytes, await CountAsync(content.Content));
    }

    [Fact]
    public async Task A_file_that_says_that_it_is_too_large_is_not_read()
    {
        _answer = async context =>
        {
            context.Response.ContentLength = MaxBytes + 1;
            await context.Response.Body.WriteAsync(new byte[10], Token);
            await context.Response.Body.FlushAsync(Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };

        await AssertRefusedAsync(MediaTexts.TooLarge(MaxBytes), "/big");
    }

    [Fact]
    public async Task A_file_that_grows_beyond_the_limit_ends_there()
    {
        _answer = async context =>
        {
            for (var i = 0; i < 20; i++)
            {
                await context.Response.Body.WriteAsync(new byte[10_000], Token);
                await context.Response.Body.FlushAsync(Token);
            }
        };
        var opened = Assert.IsType<MediaResult.Opened>(await FetchAsync("/growing"));
        await using var content = opened.Content;

        var limit = await Assert.ThrowsAsync<MediaLimitException>(() => CountAsync(content.Content));

        Assert.Equal(MediaTexts.TooLarge(MaxBytes), limit.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_comes_too_slowly_is_given_up(bool begins)
    {
        _answer = async context =>
        {
            if (begins)
            {
                await context.Response.Body.WriteAsync(new byte[10], Token);
                await context.Response.Body.FlushAsync(Token);
            }

            _asked.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        var fetching = FetchAsync("/slow");
        await _asked.WaitAsync(Token);
        if (!begins)
        {
            _time.Advance(MediaDownloads.TotalTime);
            Assert.Equal(MediaTexts.TooSlow, Assert.IsType<MediaResult.Refused>(await fetching).Reason);
            return;
        }

        await using var content = Assert.IsType<MediaResult.Opened>(await fetching).Content;
        Assert.Equal(10, await content.Content.ReadAsync(new byte[100], Token));
        var reading = content.Content.ReadAsync(new byte[100], Token).AsTask();
        _time.Advance(MediaDownloads.TotalTime);
        Assert.Equal(MediaTexts.TooSlow, (await Assert.ThrowsAsync<MediaLimitException>(() => reading)).Reason);
    }

    [Fact]
    public async Task A_web_page_is_no_file_unless_it_says_so()
    {
        _answer = context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<p>Please log in.</p>", Token);
        };

        await AssertRefusedAsync(MediaTexts.NotAFile, "/page");
        var result = await _downloads.FetchAsync(new AttachedFile(Url("/page.html"), "page.html", "text/html"), Token);
        await using var content = Assert.IsType<MediaResult.Opened>(result).Content;
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(403)]
    [InlineData(204)]
    public async Task A_file_that_is_not_there_is_refused(int status)
    {
        _answer = Status(status);
        await AssertRefusedAsync(MediaTexts.NotThere, "/gone");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_server_in_trouble_is_asked_again_later(int status)
    {
        _answer = Status(status);
        Assert.IsType<MediaResult.Unavailable>(await FetchAsync("/x"));
    }

    [Fact]
    public async Task A_server_that_is_down_is_asked_again_later()
    {
        await _server.StopAsync(Token);
        Assert.IsType<MediaResult.Unavailable>(await FetchAsync("/x"));
    }

    [Fact]
    public async Task A_redirect_is_followed_three_times()
    {
        _answer = context =>
        {
            var left = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            context.Response.StatusCode = left == 0 ? 200 : 302;
            context.Response.Headers.Location = $"/{left - 1}";
            return Task.CompletedTask;
        };

        await using var content = Assert.IsType<MediaResult.Opened>(await FetchAsync("/3")).Content;
        await AssertRefusedAsync(MediaTexts.Redirected, "/4");
    }

    [Fact]
    public async Task A_redirect_leads_to_no_address_that_could_not_be_asked_directly()
    {
        var asked = 0;
        var target = "";
        _answer = context =>
        {
            asked++;
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        };
        foreach (var (to, reason) in ((string, LocalText)[])
            [
                ($"http://127.0.0.1:{Port}/secret", MediaTexts.NotAnAddress),
                ($"https://127.0.0.1:{Port}/secret", MediaTexts.NotPublic),
                ($"http://localhost:{Port - 1}/other", MediaTexts.NotAnAddress),
                ($"https://localhost:{Port - 1}/other", MediaTexts.NotPublic),
                ("file:///etc/passwd", MediaTexts.NotAnAddress),
                ("https://user:secret@localhost/", MediaTexts.NotAnAddress),
            ])
        {
            (asked, target) = (0, to);
            await AssertRefusedAsync(reason, "/start");
            Assert.Equal(1, asked);
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://[::ffff:127.0.0.1]/x")]
    [InlineData("https://10.1.2.3/x")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://0x7f000001/x")]
    [InlineData("https://2130706433/x")]
    [InlineData("https://127.1/x")]
    [InlineData("https://[fd00::1]/x")]
    public async Task A_private_address_is_not_asked(string url) => Assert.Equal(
        MediaTexts.NotPublic,
        Assert.IsType<MediaResult.Refused>(await _downloads.FetchAsync(new AttachedFile(url, "x", "image/png"), Token)).Reason);

    [Theory]
    [InlineData("http://example.org/x")]
    [InlineData("ftp://example.org/x")]
    [InlineData("/etc/passwd")]
    [InlineData("x")]
    [InlineData("")]
    public async Task What_is_no_https_address_is_not_asked(string url) => Assert.Equal(
        MediaTexts.NotAnAddress,
        Assert.IsType<MediaResult.Refused>(await _downloads.FetchAsync(new AttachedFile(url, "x", "image/png"), Token)).Reason);

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private async Task<int> CountAsync(Stream content)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Token);
        return (int)copy.Length;
    }

    private string Url(string path) => $"http://localhost:{Port}{path}";

    private Task<MediaResult> FetchAsync(string path) => _downloads.FetchAsync(new AttachedFile(Url(path), "x", "image/png"), Token).AsTask();

    private async Task AssertRefusedAsync(LocalText reason, string path) =>
        Assert.Equal(reason, Assert.IsType<MediaResult.Refused>(await FetchAsync(path)).Reason);
}
