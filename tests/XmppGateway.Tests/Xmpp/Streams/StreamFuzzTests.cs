using System.Diagnostics;
using System.Text;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

/// <summary>Mutated streams from a fixed seed: each ends with stanzas or a <see cref="StreamException"/>, soon, and in little memory.</summary>
public class StreamFuzzTests
{
    private const string Stream = WireText.Header
        + "<message from='a@localhost/r' to='b@mail.localhost' id='1' type='chat' xml:lang='de'><body>hi &amp; &#x1F600; there</body>"
        + "<request xmlns='urn:xmpp:receipts'/><x:y xmlns:x='urn:x' x:k='v'><![CDATA[<z>]]></x:y></message> "
        + "<presence from='a@localhost' to='b@mail.localhost'><show>xa</show></presence>\n"
        + "<iq from='localhost' to='mail.localhost' id='2' type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
        + "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>" + WireText.Footer;

    private static readonly string[] Pieces =
    [
        "<", ">", "/", "'", "\"", "&", ";", "&#x0;", "&lt", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<![CDATA[", "]]>", "<?x?>",
        "xmlns", "xmlns='", "xmlns:stream='urn:x'", "<stream:stream>", "</stream:stream>", "<message>", "</message>", "\0", "\u0001", "\uFFFE",
        "<a><a><a><a>", " a='b'", "<iq/>", "xml:lang='x'", "@", "\u00E9",
    ];

    [Fact]
    public void Mutated_streams_do_no_harm()
    {
        var random = new SeededRandom(20_261_122);
        var limits = new StanzaLimits { Bytes = 2_000, Depth = 8, Elements = 50, Attributes = 8 };
        var original = Encoding.UTF8.GetBytes(Stream);
        var refused = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = Mutate(original, random);
            var clock = Stopwatch.StartNew();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var stanzas = WireText.ReadStream(bytes, limits, chunk: 1 + random.Next(4096));
                Assert.All(stanzas, s => Assert.InRange(s.Payloads.Count, 0, limits.Elements));
            }
            catch (StreamException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 8 << 20);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"round {round} took {clock.Elapsed}");
        }

        Assert.InRange(refused, 500, 2_000);
    }

    [Fact]
    public async Task A_mutated_line_ends_or_goes_on_but_never_hangs()
    {
        var cancel = TestContext.Current.CancellationToken;
        var random = new SeededRandom(7);
        var original = Encoding.UTF8.GetBytes(Stream[WireText.Header.Length..]);
        await using var server = new FakeComponentServer();
        for (var round = 0; round < 30; round++)
        {
            await using var stream = await ComponentStream.ConnectAsync(server.Options(), cancel);
            var peer = await server.AttachedAsync(cancel);
            await peer.SendAsync(Mutate(original, random), cancel);
            peer.Cut();
            try
            {
                await foreach (var stanza in stream.Incoming.ReadAllAsync(cancel))
                {
                    Assert.InRange(stanza.Payloads.Count, 0, 1000);
                }
            }
            catch (StreamException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private static byte[] Mutate(byte[] original, SeededRandom random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(6); change >= 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(40), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(200), bytes.Count - at)).ToArray());
                    break;
                default:
                    var piece = Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
                    bytes.InsertRange(at, Enumerable.Repeat(piece, random.Next(300)).SelectMany(p => p));
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add(0);
            }
        }

        return [.. bytes];
    }

    /// <summary>The same numbers on every run and every version of the runtime (xorshift).</summary>
    private sealed class SeededRandom(uint state)
    {
        private uint _state = state;

        public int Next(int below)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)below);
        }
    }
}
