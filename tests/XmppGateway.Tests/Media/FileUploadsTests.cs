using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Operations;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class FileUploadsTests : IAsyncLifetime
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 70_000).Select(n => (byte)(n * 13))];
    private static readonly AttachedFile File = new("part-1", "très cool.jpg", "image/jpeg");

    private readonly ManualTimeProvider _time = new();
    private readonly SourceAdapter _adapter = new();
    private readonly FakeLink _link = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _asked = [];
    private HttpServer _server = null!;
    private FileUploads _uploads = null!;
    private Network _network = null!;
    private (byte[] Content, IHeaderDictionary Headers, string? Type)? _put;
    private int _status = 201;
    private string? _slot;
    private TaskCompletionSource _hold = new();
    private bool _answersBareAddresses = true;
    private bool _answersForItself = true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hold.SetResult();
        _adapter.Files["part-1"] = Content;
        _network = new Network("mail", _adapter, _link);
        var networks = new Networks();
        networks.Add(_network);
        var sources = new MediaSources(networks, new KeptFiles(_folder.Path, 1000, TimeSpan.FromDays(30), _time));
        _uploads = new FileUploads(new UploadServices(_time), sources, ["localhost"], new TrustedOrigins([]), _time, NullLogger<FileUploads>.Instance);
        _server = await HttpServer.StartAsync([new HttpListener("upload", "http://127.0.0.1:0", TakeAsync)], NullLoggerFactory.Instance, Token);
        _slot = $"""
            <slot xmlns='urn:xmpp:http:upload:0'>
              <put url='{_server.Addresses[0]}/4a771ac1/tr%C3%A8s%20cool.jpg'>
                <header name='authorization'>Basic Base64{'\n'}String==</header>
                <header name='Cookie'>foo=bar; user=romeo</header>
                <header name='Host'>evil.example</header>
              </put>
              <get url='https://download.montague.tld/4a771ac1/tr%C3%A8s%20cool.jpg'/>
            </slot>
            """;
        _link.OnAsk = Answer;
    }

    public async ValueTask DisposeAsync()
    {
        _uploads.Dispose();
        await _server.StopAsync(Token);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_put_on_the_users_server_once(bool answersBareAddresses)
    {
        _answersBareAddresses = answersBareAddresses;

        var link = await UploadAsync();
        var asked = _asked.Count;

        Assert.Equal("https://download.montague.tld/4a771ac1/tr%C3%A8s%20cool.jpg", link);
        Assert.Equal(Content, _put?.Content);
        Assert.Equal("image/jpeg", _put?.Type);
        Assert.Equal("Basic Base64String==", _put?.Headers.Authorization.ToString());
        Assert.Equal("foo=bar; user=romeo", _put?.Headers.Cookie.ToString());
        Assert.StartsWith("127.0.0.1:", _put?.Headers.Host.ToString(), StringComparison.Ordinal);
        Assert.Contains($"upload.localhost{(answersBareAddresses ? "" : "/gateway")} request très cool.jpg 70000 image/jpeg", _asked);
        Assert.Equal(link, await UploadAsync());
        Assert.Equal(asked, _asked.Count);
    }

    [Fact]
    public async Task A_link_is_given_again_only_while_the_service_surely_has_the_file()
    {
        await UploadAsync();
        _put = null;

        _time.Advance(TimeSpan.FromHours(5));
        Assert.NotNull(await UploadAsync());
        Assert.Null(_put);

        _time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await UploadAsync());
        Assert.NotNull(_put);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_server_of_somebody_else_leads_to_nothing_private(string scheme)
    {
        // A listener without TLS: who connects at all is seen by it.
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        _slot = $"<slot xmlns='urn:xmpp:http:upload:0'><put url='{scheme}://127.0.0.1:{port}/x'/><get url='https://upload.example.org/x'/></slot>";
        var mallory = Jid.Parse("mallory@elsewhere.example");

        Assert.Null(await _uploads.TryUploadAsync(_network, mallory, File, Token));

        Assert.Contains(_asked, line => line.Contains("request", StringComparison.Ordinal));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_link_of_any_length_is_not_kept()
    {
        _slot = $"<slot xmlns='urn:xmpp:http:upload:0'><put url='{_server.Addresses[0]}/x'/><get url='https://upload.example.org/{new string('x', 3000)}'/></slot>";

        Assert.Null(await UploadAsync());
        Assert.Null(_put);
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_may_have_a_service_under_the_usual_name()
    {
        _answersBareAddresses = _answersForItself = false;

        Assert.Equal("https://download.montague.tld/4a771ac1/tr%C3%A8s%20cool.jpg", await UploadAsync());

        // The wait for an answer to the bare address is not repeated.
        Assert.Single(_asked, line => line == "upload.localhost query");
        Assert.DoesNotContain(_asked, line => line.StartsWith("upload.localhost request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_service_does_not_take_is_not_offered()
    {
        _adapter.Files["part-1"] = new byte[100_001];

        Assert.Null(await UploadAsync());
        Assert.DoesNotContain(_asked, line => line.Contains("request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_does_not_know_its_size_cannot_be_put()
    {
        _adapter.KnowsLength = false;
        Assert.Null(await UploadAsync());
    }

    [Theory]
    [InlineData("http://0.0.0.0:PORT/x", "https://upload.example.org/x")]
    [InlineData("http://127.0.0.1:PORT/x", "http://upload.example.org/x")]
    [InlineData("http://127.0.0.1:PORT/x", "https://upload.example.org/ä")]
    [InlineData("file:///tmp/x", "https://upload.example.org/x")]
    [InlineData("x", "https://upload.example.org/x")]
    public async Task An_address_without_tls_is_not_used(string put, string get)
    {
        put = put.Replace("PORT", new Uri(_server.Addresses[0]).Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _slot = $"<slot xmlns='urn:xmpp:http:upload:0'><put url='{put}'/><get url='{get}'/></slot>";

        Assert.Null(await UploadAsync());
        Assert.Null(_put);
    }

    [Fact]
    public async Task Whatever_goes_wrong_there_is_no_link()
    {
        _status = 413;
        Assert.Null(await UploadAsync());
        _slot = null;
        Assert.Null(await UploadAsync());
        _link.IsAttached = false;
        Assert.Null(await UploadAsync());
    }

    [Fact]
    public async Task A_mistake_anywhere_costs_no_message()
    {
        _link.OnAsk = _ => throw new InvalidOperationException("a mistake");

        Assert.Null(await UploadAsync());
    }

    [Fact]
    public async Task A_service_that_has_failed_is_let_alone_for_some_minutes()
    {
        _status = 500;
        Assert.Null(await UploadAsync());
        (_status, _put) = (201, null);
        Assert.Null(await UploadAsync());
        Assert.Null(_put);

        _time.Advance(UploadPlaces.Rest);
        Assert.NotNull(await UploadAsync());
    }

    [Fact]
    public async Task A_few_files_go_to_one_service_at_a_time()
    {
        _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var uploads = Enumerable.Range(0, UploadPlaces.AtOnce + 2).Select(i =>
        {
            _adapter.Files["file-" + i] = Content;
            return _uploads.TryUploadAsync(_network, GatewayUnderTest.Alice, File with { Source = "file-" + i }, Token).AsTask();
        }).ToArray();

        Assert.Equal(UploadPlaces.AtOnce, _asked.Count(line => line.Contains("request", StringComparison.Ordinal)));
        _hold.SetResult();
        Assert.All(await Task.WhenAll(uploads), Assert.NotNull);
    }

    private ValueTask<string?> UploadAsync() => _uploads.TryUploadAsync(_network, GatewayUnderTest.Alice, File, Token);

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, Token);
        await _hold.Task;
        _put = (body.ToArray(), new HeaderDictionary(context.Request.Headers.ToDictionary()), context.Request.ContentType);
        context.Response.StatusCode = _status;
    }

    private Stanza? Answer(Stanza request)
    {
        var payload = request.Payloads[0];
        _asked.Add(string.Join(' ', [request.To!.ToString(), payload.Name.LocalName, .. payload.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Value)]));
        if (!_answersBareAddresses && request.To.Resource is null)
        {
            return null;
        }

        if (!_answersForItself && request.To.Domain == "localhost")
        {
            return new Stanza(StanzaKind.Iq) { From = request.To, To = request.From, Type = "error" };
        }

        var answer = (payload.Name.NamespaceName, request.To.Domain) switch
        {
            ("http://jabber.org/protocol/disco#items", _) => """
                <query xmlns='http://jabber.org/protocol/disco#items'><item jid='rooms.localhost'/><item jid='upload.localhost'/></query>
                """,
            ("http://jabber.org/protocol/disco#info", "upload.localhost") => """
                <query xmlns='http://jabber.org/protocol/disco#info'><identity category='store' type='file'/><feature var='urn:xmpp:http:upload:0'/>
                <x type='result' xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:http:upload:0</value></field>
                <field var='max-file-size'><value>100000</value></field></x></query>
                """,
            ("http://jabber.org/protocol/disco#info", _) => "<query xmlns='http://jabber.org/protocol/disco#info'/>",
            _ => _slot,
        };
        return answer is null ? null : request.Reply().With(XElement.Parse(answer));
    }
}
