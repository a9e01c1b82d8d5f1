using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Operations;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Storage;
using Xunit;
using Listener = XmppGateway.Operations.HttpListener;

namespace XmppGateway.Tests.Media;

public sealed class MediaEndpointTests : IAsyncLifetime
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(n => (byte)(n * 7))];

    private readonly ManualTimeProvider _time = new();
    private readonly SourceAdapter _adapter = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private TemporaryStore _store = null!;
    private HttpServer _server = null!;
    private MediaEndpoint _endpoint = null!;
    private KeptFiles _kept = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TemporaryStore.OpenAsync();
        _kept = new KeptFiles(_folder.Path, 1_000_000, TimeSpan.FromDays(30), _time);
        var networks = new Networks();
        networks.Add(new Network("mail", _adapter, new FakeLink()));
        _endpoint = new MediaEndpoint(Links(), new MediaSources(networks, _kept), _time, NullLogger<MediaEndpoint>.Instance);
        _server = await HttpServer.StartAsync(
            [new Listener("Http:Listen", "http://127.0.0.1:0", _endpoint.HandleAsync)], NullLoggerFactory.Instance, Token);
        _adapter.Files["part-1"] = Content;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(Token);
        await _server.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Only_a_page_of_a_whole_message_is_shown_by_browsers_and_may_do_nothing()
    {
        _adapter.Files["page"] = "<p>words</p>"u8.ToArray();
        var file = new AttachedFile("page", "mail.html", "text/html; charset=utf-8");
        using var whole = await GetAsync(await LinkAsync(file, isWhole: true));
        using var attached = await GetAsync(await LinkAsync(file));

        Assert.Equal("text/html; charset=utf-8", whole.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("inline;", whole.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        var policy = whole.Headers.GetValues("Content-Security-Policy").Single();
        foreach (var rule in XmppGateway.Adapters.Email.Views.MailPage.Policy.Split("; ").Append("sandbox allow-popups"))
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer"), (whole.Headers.GetValues("X-Content-Type-Options").Single(), whole.Headers.GetValues("Referrer-Policy").Single()));
        Assert.Equal("application/octet-stream", attached.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("attachment;", attached.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal("default-src 'none'; sandbox", attached.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_link_gives_the_file_and_nothing_that_a_browser_would_run()
    {
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "Müller \"x\".png", "image/png")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Content, await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "inline; filename=\"M_ller _x_.png\"; filename*=UTF-8''M%C3%BCller%20%22x%22.png", answer.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.True(answer.Headers.CacheControl?.Private);
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
    }

    [Theory]
    [InlineData("text/html", "application/octet-stream")]
    [InlineData("image/svg+xml", "application/octet-stream")]
    [InlineData("application/xhtml+xml", "application/octet-stream")]
    [InlineData("text/javascript", "application/octet-stream")]
    [InlineData("nonsense\r\nSet-Cookie: a=b", "application/octet-stream")]
    [InlineData("TEXT/Plain; charset=utf-7", "text/plain; charset=utf-8")]
    [InlineData("application/pdf", "application/pdf")]
    public async Task What_could_be_a_program_is_bytes_to_be_stored(string type, string told)
    {
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x", type)));

        Assert.Equal(told, answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("attachment;", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=100-70099", 100, 70_000)]
    [InlineData("bytes=199999-", 199_999, 1)]
    [InlineData("bytes=-5", 199_995, 5)]
    [InlineData("bytes=-999999", 0, 200_000)]
    public async Task A_part_is_given_whatever_the_source_can(string range, int start, int count)
    {
        var link = await LinkAsync(new AttachedFile("part-1", "x.png", "image/png"));
        foreach (var knowsOffsets in (bool[])[true, false])
        {
            _adapter.KnowsOffsets = knowsOffsets;
            using var answer = await GetAsync(link, range);

            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal($"bytes {start}-{start + count - 1}/200000", answer.Content.Headers.ContentRange?.ToString());
            Assert.Equal(Content[start..(start + count)], await answer.Content.ReadAsByteArrayAsync(Token));
        }
    }

    [Theory]
    [InlineData("bytes=200000-")]
    [InlineData("bytes=300000-300001")]
    [InlineData("bytes=-0")]
    public async Task A_part_that_is_not_there_is_told_so(string range)
    {
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x.png", "image/png")), range);

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal("bytes */200000", answer.Content.Headers.ContentRange?.ToString());
    }

    [Theory]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=-7")]
    public async Task A_file_of_unknown_length_is_given_as_a_whole(string range)
    {
        _adapter.KnowsLength = false;
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x.png", "image/png")), range);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Content, await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_kept_file_has_a_name_for_its_content()
    {
        using var content = new MemoryStream(Content);
        var file = await _kept.KeepAsync(content, "x.png", "image/png", Token);
        var link = await LinkAsync(file!);
        using var first = await GetAsync(link);
        var tag = first.Headers.ETag!.ToString();
        using var again = await GetAsync(link, null, ("If-None-Match", tag));
        using var part = await GetAsync(link, "bytes=5-6", ("If-Range", tag));
        using var other = await GetAsync(link, "bytes=5-6", ("If-Range", "\"another\""));

        Assert.Equal(Content, await first.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Only_reading_is_allowed_and_a_head_has_no_body()
    {
        var link = await LinkAsync(new AttachedFile("part-1", "x.png", "image/png"));
        using var asked = new HttpRequestMessage(HttpMethod.Head, link);
        using var head = await _client.SendAsync(asked, Token);
        using var post = await _client.PostAsync(new Uri(link), null, Token);

        Assert.Equal((HttpStatusCode.OK, 200_000), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task A_link_works_for_its_time_and_then_never_again()
    {
        var link = await LinkAsync(new AttachedFile("part-1", "x.png", "image/png"));
        _time.Advance(TimeSpan.FromDays(30));
        using var last = await GetAsync(link);
        _time.Advance(TimeSpan.FromDays(1));
        using var after = await GetAsync(link);

        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, after.StatusCode);
    }

    [Fact]
    public async Task Who_follows_the_link_to_a_file_that_is_refused_reads_why()
    {
        _adapter.Refusal = new("It is too large.", "Sie ist zu groß.");
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x.png", "image/png")));

        Assert.Equal((HttpStatusCode.NotFound, "text/plain; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal("It is too large.\nSie ist zu groß.\n", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_long_source_is_not_in_the_link_and_is_found()
    {
        var source = new string('s', 5_000);
        _adapter.Files[source] = Content;
        var link = await LinkAsync(new AttachedFile(source, "x.png", "image/png"));
        using var answer = await GetAsync(link);

        Assert.True(link.Length < 300);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _store.ReopenAsync();
        var reading = await Links().ReadAsync(new Uri(link).Segments[2].Trim('/'), Token);
        Assert.Equal(source, Assert.IsType<MediaReading.Valid>(reading).Reference.Source);
    }

    /// <summary>Sources are the network's words: one that reads like the name of a stored source stands for itself.</summary>
    [Fact]
    public async Task A_source_that_looks_like_a_stored_one_is_only_itself()
    {
        var hidden = new string('s', 5_000);
        await LinkAsync(new AttachedFile(hidden, "x.png", "image/png"));
        var id = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(hidden)).AsSpan(0, 16));
        var posing = "urn:xmpp-gateway:stored:" + id;

        var reading = await Links().ReadAsync(new Uri(await LinkAsync(new AttachedFile(posing, "x.png", "image/png"))).Segments[2].Trim('/'), Token);

        Assert.Equal(posing, Assert.IsType<MediaReading.Valid>(reading).Reference.Source);
    }

    [Fact]
    public async Task What_was_never_given_out_is_not_there()
    {
        var link = await LinkAsync(new AttachedFile("part-1", "x.png", "image/png"));
        var token = new Uri(link).Segments[2].Trim('/');
        var root = link[..link.IndexOf("/media/", StringComparison.Ordinal)];
        foreach (var path in (string[])["/media", "/media/", "/media/x", "/media/" + token[1..], "/media/x" + token, "/other/" + token])
        {
            using var answer = await GetAsync(root + path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var renamed = await GetAsync($"{root}/media/{token}/other.html");
        Assert.Equal("image/png", renamed.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_file_that_is_gone_and_one_that_is_away_are_told_apart()
    {
        using var gone = await GetAsync(await LinkAsync(new AttachedFile("part-2", "x.png", "image/png")));
        _adapter.IsAway = true;
        using var away = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x.png", "image/png")));

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.NotNull(away.Headers.RetryAfter);
    }

    public static TheoryData<Exception> Failures =>
        [new HttpRequestException("refused"), new System.Net.Sockets.SocketException(111), new TimeoutException(), new IOException(), new StateUnavailableException("away")];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_network_that_fails_is_away(Exception failure)
    {
        _adapter.Failure = failure;
        using var answer = await GetAsync(await LinkAsync(new AttachedFile("part-1", "x.png", "image/png")));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Readers_of_one_file_leave_places_to_those_of_others()
    {
        _adapter.Files["part-2"] = Content;
        var (begun, end) = (new SemaphoreSlim(0), new ManualResetEventSlim());
        _adapter.Reading = bytes => new MediaTestStream(bytes, 1, () =>
        {
            begun.Release();
            end.Wait(Token);
        });
        var link = await LinkAsync(new AttachedFile("part-1", "x.png", "image/png"));
        var readers = Enumerable.Range(0, 16).Select(_ => GetAsync(link)).ToList();
        foreach (var reader in readers)
        {
            await begun.WaitAsync(Token);
        }

        using var late = await GetAsync(link);
        _adapter.Reading = null;
        using var other = await GetAsync(await LinkAsync(new AttachedFile("part-2", "y.png", "image/png")));
        end.Set();
        foreach (var reader in readers)
        {
            using var answer = await reader;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var again = await GetAsync(link);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK), (late.StatusCode, other.StatusCode, again.StatusCode));
        begun.Dispose();
        end.Dispose();
    }

    [Fact]
    public async Task Slow_readers_of_a_few_files_leave_places_to_who_reads_another_one()
    {
        using var begun = new SemaphoreSlim(0);
        var sources = new ConcurrentBag<PipeWriter>();
        var readers = new List<Task<HttpResponseMessage>>();
        _adapter.Reading = _ =>
        {
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
            sources.Add(pipe.Writer);
            begun.Release();
            return pipe.Reader.AsStream();
        };
        for (var file = 0; file < 4; file++)
        {
            _adapter.Files["slow-" + file] = Content;
            var link = await LinkAsync(new AttachedFile("slow-" + file, "x.png", "image/png"));
            readers.AddRange(Enumerable.Range(0, 16).Select(_ => GetAsync(link)));
        }

        foreach (var reader in readers)
        {
            await begun.WaitAsync(Token);
        }

        _adapter.Reading = null;
        using var other = await GetAsync(await LinkAsync(new AttachedFile("part-1", "y.png", "image/png")));
        foreach (var source in sources)
        {
            await source.WriteAsync(Content, Token);
            await source.CompleteAsync();
        }

        var cut = 0;
        foreach (var reader in readers)
        {
            try
            {
                using var answer = await reader;
                cut += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
            }
            catch (HttpRequestException)
            {
                cut++;
            }
        }

        Assert.Equal((HttpStatusCode.OK, 1), (other.StatusCode, cut));
    }

    [Fact]
    public async Task A_link_of_a_file_is_the_same_all_day()
    {
        var file = new AttachedFile("part-1", "x.png", "image/png");
        var first = await Links().MakeAsync("mail", file, Token);

        Assert.Equal(first, await Links().MakeAsync("mail", file, Token));
        Assert.NotEqual(first, await Links().MakeAsync("matrix", file, Token));
        Assert.StartsWith("https://bridge.example.org/media/", first, StringComparison.Ordinal);
    }

    private MediaLinks Links() => new(new MediaKey(_store.Store, _store.Store, null, NullLogger<MediaKey>.Instance), _store.Store, "https://bridge.example.org/", TimeSpan.FromDays(30), _time);

    private async Task<string> LinkAsync(AttachedFile file, bool isWhole = false) =>
        (await Links().MakeAsync("mail", file, Token, isWhole))!.Replace("https://bridge.example.org", _server.Addresses[0], StringComparison.Ordinal);

    private async Task<HttpResponseMessage> GetAsync(string link, string? range = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, Token);
    }
}
