using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class MessageFilesTests : IDisposable
{
    private const string Summit = "https://download.montague.lit/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/summit.jpg";
    private const string Metadata = """
        <media-type>image/jpeg</media-type><name>summit.jpg</name><size>3032449</size><width>4096</width><height>2160</height>
        <hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>
        <hash xmlns='urn:xmpp:hashes:2' algo='id-blake2b256'>2AfMGH8O7UNPTvUVAM9aK13mpCY=</hash>
        <desc>Photo from the summit.</desc>
        <thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:sha1+ffd7c8d28e9c5e82afea41f97108c6b4@bob.xmpp.org' media-type='image/png' width='128' height='96'/>
        """;

    private static readonly AttachedFile SummitFile = new(Summit, "summit.jpg", "image/jpeg")
    {
        Size = 3_032_449,
        Dimensions = (4096, 2160),
        Description = "Photo from the summit.",
    };

    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Network _network = new("mail", new SourceAdapter(), new FakeLink());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_file_is_read_from_the_example_of_xep_0447()
    {
        var carried = Read(null, $"""
            <file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>{Metadata}</file>
            <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{Summit}'/>
            <jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource' id='9559976B'/></sources></file-sharing>
            """);

        Assert.Equal(new CarriedFiles(null, [SummitFile]), carried);
    }

    /// <summary>XEP-0448 §3, and a file that is only offered as a stream (XEP-0447 §3.1): without a text, such a message would be nothing.</summary>
    [Theory]
    [InlineData("""
        <encrypted xmlns='urn:xmpp:esfs:0' cipher='urn:xmpp:ciphers:aes-256-gcm-nopadding:0'><key>SuRJ2agVm/pQbJQlPq/B23Xt1YOOJCcEGJA5HrcYOGQ=</key>
        <sources xmlns='urn:xmpp:sfs:0'><url-data xmlns='http://jabber.org/protocol/url-data' target='https://download.montague.lit/encrypted.jpg'/></sources></encrypted>
        """, true)]
    [InlineData("<jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource' id='9559976B'/>", false)]
    public void A_file_that_nobody_else_can_have_is_refused_with_the_reason(string source, bool isEncrypted)
    {
        var refusal = Assert.Throws<StanzaErrorException>(() => Read(null, $"""
            <file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{Metadata}</file><sources>{source}</sources></file-sharing>
            """));

        Assert.Equal((StanzaConditions.NotAcceptable, isEncrypted ? MediaTexts.Encrypted : MediaTexts.NoAddress), (refusal.Error.Condition, refusal.Error.LocalText));
    }

    [Fact]
    public void Of_several_files_none_is_left_out_because_nobody_else_can_have_it() => Assert.Throws<StanzaErrorException>(() => Read(null, $"""
        <file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{Metadata}</file>
        <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{Summit}'/></sources></file-sharing>
        <file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{Metadata}</file>
        <sources><jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource' id='9559976B'/></sources></file-sharing>
        """));

    [Fact]
    public void A_file_is_read_from_the_example_of_xep_0385_and_its_text_stays()
    {
        var carried = Read("Look at the nice view from the summit.", $"""
            <reference xmlns='urn:xmpp:reference:0' begin='17' end='20' type='data'><media-sharing xmlns='urn:xmpp:sims:1'>
            <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>{Metadata}</file>
            <sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='{Summit}'/>
            <reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:romeo@montague.lit/resource?jingle;id=9559976B'/></sources>
            </media-sharing></reference>
            """);

        Assert.Equal(new CarriedFiles("Look at the nice view from the summit.", [SummitFile]), carried);
    }

    [Fact]
    public void A_body_that_is_only_the_fallback_is_no_text()
    {
        var carried = Read("Shared: " + Summit, $"""
            <file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>{Metadata}</file>
            <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{Summit}'/></sources></file-sharing>
            <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback><x xmlns='jabber:x:oob'><url>{Summit}</url></x>
            """);

        Assert.Equal(new CarriedFiles(null, [SummitFile]), carried);
    }

    [Theory]
    [InlineData(Summit, null)]
    [InlineData(" " + Summit + "\n", null)]
    [InlineData("Look: " + Summit, "Look: " + Summit)]
    [InlineData(null, null)]
    public void A_link_out_of_band_is_a_file_and_a_body_that_repeats_it_is_none(string? body, string? text) => Assert.Equal(
        new CarriedFiles(text, [new AttachedFile(Summit, "summit.jpg", "image/jpeg")]),
        Read(body, $"<x xmlns='jabber:x:oob'><url>{Summit}</url></x>"));

    [Theory]
    [InlineData("https://example.org/a%2Fb/..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("https://example.org/", "file")]
    [InlineData("https://example.org/%E2%80%AEgpj.exe", "gpj.exe")]
    [InlineData("https://example.org/C%3A%5Cx.txt", "x.txt")]
    public void A_name_is_never_a_path(string url, string name) =>
        Assert.Equal(name, Assert.Single(Read(url, $"<x xmlns='jabber:x:oob'><url>{url}</url></x>").Files).Name);

    [Theory]
    [InlineData("ftp://example.org/x")]
    [InlineData("cid:1@example.org")]
    [InlineData("https://user:secret@example.org/x")]
    public void What_is_not_fetched_stays_a_link(string url)
    {
        var payload = $"<x xmlns='jabber:x:oob'><url>{url}</url></x>";
        Assert.Equal(new CarriedFiles(url, []), Read(url, payload));
        Assert.Equal(new CarriedFiles(url, []), Read(null, payload));
    }

    [Fact]
    public void Beside_a_file_what_is_not_fetched_stays_a_link()
    {
        const string Elsewhere = "ftp://example.org/x";
        var carried = Read(
            null, $"<x xmlns='jabber:x:oob'><url>{Summit}</url></x><x xmlns='jabber:x:oob'><url>{Elsewhere}</url></x>");

        Assert.Equal((Elsewhere, Summit), (carried.Body, Assert.Single(carried.Files).Source));
    }

    [Fact]
    public void Of_very_many_files_the_last_ones_stay_links()
    {
        var carried = Read("all", string.Concat(Enumerable.Range(0, 25).Select(n => $"<x xmlns='jabber:x:oob'><url>https://example.org/{n}</url></x>")));

        Assert.Equal(20, carried.Files.Count);
        Assert.Equal("all\n" + string.Join('\n', Enumerable.Range(20, 5).Select(n => $"https://example.org/{n}")), carried.Body);
    }

    [Theory]
    [InlineData("aesgcm://example.org/x#0011", "")]
    [InlineData("Look: aesgcm://example.org/x#0011, nice", "")]
    [InlineData("Look\n<AESGCM://example.org/x#ab>", "<x xmlns='jabber:x:oob'><url>https://example.org/y</url></x>")]
    [InlineData("x", "<x xmlns='jabber:x:oob'><url>aesgcm://example.org/x#0011</url></x>")]
    public void An_encrypted_file_is_refused_in_the_language_of_its_sender(string body, string payloads)
    {
        var refusal = Assert.Throws<StanzaErrorException>(() => Read(body, payloads));

        Assert.Equal(MediaTexts.Encrypted, refusal.Error.LocalText);
    }

    [Fact]
    public async Task A_file_is_shown_by_its_link_alone_with_all_that_is_known()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var file = SummitFile with { Source = "part-1", Sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Duration = TimeSpan.FromSeconds(2.5) };
        file = file with { Thumbnail = new AttachedFile("part-2", "small.png", "image/png") { Dimensions = (128, 96) } };

        var shown = Assert.Single(await ShowAsync(store, "https://bridge.example.org", file));

        var message = new Stanza(StanzaKind.Message) { Body = shown.Body };
        foreach (var payload in shown.Payloads)
        {
            message.Payloads.Add(payload);
        }

        var sharing = Assert.Single(FileSharing.FindAll(message));
        Assert.StartsWith("https://bridge.example.org/media/", shown.Body, StringComparison.Ordinal);
        Assert.EndsWith("/summit.jpg", shown.Body, StringComparison.Ordinal);
        Assert.Equal([shown.Body], OutOfBand.FindAll(message));
        Assert.Equal([shown.Body], sharing.Urls);
        Assert.True(Fallback.IsWhole(message, Namespaces.FileSharing));
        Assert.Equal(("summit.jpg", "image/jpeg", 3_032_449L), (sharing.File.Name, sharing.File.MediaType, sharing.File.Size));
        Assert.Equal((file.Sha256, file.Dimensions, file.Duration, file.Description), (sharing.File.Sha256, sharing.File.Dimensions, sharing.File.Length, sharing.File.Description));
        Assert.StartsWith("https://bridge.example.org/media/", sharing.File.Thumbnail!.Uri, StringComparison.Ordinal);
        Assert.Equal((128, 96), sharing.File.Thumbnail.Dimensions);
    }

    [Fact]
    public async Task What_has_no_link_is_named()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var gone = "urn:xmpp-gateway:kept:" + new string('0', 64);

        var without = Assert.Single(await ShowAsync(store, null, SummitFile));
        var removed = Assert.Single(await ShowAsync(store, "https://bridge.example.org", SummitFile with { Source = gone }));

        Assert.Equal(("[summit.jpg, image/jpeg, 3032449 B]", 0), (without.Body, without.Payloads.Count));
        Assert.Equal(without.Body, removed.Body);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<ShownFile>> ShowAsync(TemporaryStore store, string? publicUrl, AttachedFile file)
    {
        var message = new Message
        {
            User = GatewayUnderTest.Alice,
            Contact = new RemoteContact(new RemoteUserId("bob"), "bob"),
            Timestamp = _time.GetUtcNow(),
            Body = new RichText(""),
            Attachments = [file],
        };
        return await Files(store, publicUrl).ShowAsync(_network, message, "s1", Token);
    }

    private MessageFiles Files(TemporaryStore? store, string? publicUrl) => new(new FileLinks(
        new MediaLinks(new MediaKey(store?.Store!, store?.Store!, null, NullLogger<MediaKey>.Instance), store?.Store!, publicUrl, TimeSpan.FromDays(30), _time),
        new MediaSources(new Networks(), new KeptFiles(_folder.Path, 1000, TimeSpan.FromDays(30), _time))));

    private CarriedFiles Read(string? body, string payloads)
    {
        var stanza = GatewayUnderTest.Chat(body ?? "", "m1", [.. XElement.Parse($"<message>{payloads}</message>").Elements()]);
        return Files(null, null).Read(stanza, body);
    }
}
