using XmppGateway.Abstractions;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Streams;

/// <summary>The stream of a component (XEP-0114), against a server that follows a script.</summary>
public sealed class ComponentStreamTests : IAsyncDisposable
{
    private readonly FakeComponentServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Attaches_and_exchanges_stanzas()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            await peer.SendAsync("<message from='a@localhost/r' to='b@mail.localhost' id='1' type='chat'><body>hi</body></message>", Cancel);
            var stanza = await stream.Incoming.ReadAsync(Cancel);
            Assert.Equal("hi", stanza.Body);

            var answer = stanza.Reply();
            answer.Body = "ho";
            await stream.SendAsync(answer, Cancel);
            var received = await peer.ReceiveAsync(Cancel);
            Assert.Equal("b@mail.localhost", received.Attribute("from")?.Value);
            Assert.Equal("ho", received.Value);
        }
    }

    [Fact]
    public async Task Hands_a_stanza_on_before_anything_follows_it()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            foreach (var text in (string[])["<presence from='a@localhost' to='b@mail.localhost'/>", "<presence from='a@localhost'><show>xa</show></presence>"])
            {
                await peer.SendAsync(text, Cancel);
                Assert.Equal(StanzaKind.Presence, (await stream.Incoming.ReadAsync(Cancel)).Kind);
            }
        }
    }

    [Fact]
    public async Task Hashes_the_stream_id_without_its_escapes()
    {
        _server.StreamId = "a&amp;&#98;&apos;";
        await using var stream = await ComponentStream.ConnectAsync(_server.Options(), Cancel);
        Assert.Equal("mail.localhost", stream.Domain);
    }

    [Theory]
    [InlineData("not-authorized", StreamFailure.Configuration)]
    [InlineData("host-unknown", StreamFailure.Configuration)]
    [InlineData("conflict", StreamFailure.Conflict)]
    [InlineData("system-shutdown", StreamFailure.Transient)]
    public async Task Says_what_a_refusal_means(string condition, StreamFailure failure)
    {
        _server.RefuseNext(condition);
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(_server.Options(), Cancel));
        Assert.Equal((failure, condition, "said the server"), (e.Failure, e.Error?.Condition, e.Error?.Text));
    }

    [Fact]
    public async Task A_wrong_secret_is_a_matter_of_configuration()
    {
        var options = _server.Options() with { Secret = "wrong" };
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(options, Cancel));
        Assert.Equal(StreamFailure.Configuration, e.Failure);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", StreamFailure.Transient)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1'>", StreamFailure.Configuration)]
    [InlineData("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'x'>]><x>", StreamFailure.Transient)]
    public async Task A_peer_that_is_no_component_listener_is_refused(string greeting, StreamFailure failure)
    {
        _server.Greeting = greeting;
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(_server.Options(), Cancel));
        Assert.Equal(failure, e.Failure);
    }

    [Fact]
    public async Task Nobody_listening_is_transient()
    {
        var options = _server.Options();
        await _server.DisposeAsync();
        var e = await Assert.ThrowsAsync<StreamException>(() => ComponentStream.ConnectAsync(options, Cancel));
        Assert.Equal(StreamFailure.Transient, e.Failure);
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_never_answers_the_handshake()
    {
        _server.AnswersHandshake = false;
        var time = new ManualTimeProvider();
        var connecting = ComponentStream.ConnectAsync(_server.Options() with { Time = time }, Cancel);
        time.Advance(TimeSpan.FromSeconds(31));
        var e = await Assert.ThrowsAsync<StreamException>(() => connecting);
        Assert.Equal("connection-timeout", e.Error?.Condition);
    }

    [Fact]
    public async Task Is_cancelled_while_it_waits_for_the_handshake()
    {
        _server.AnswersHandshake = false;
        using var cancel = new CancellationTokenSource();
        var connecting = ComponentStream.ConnectAsync(_server.Options(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_line_cut_in_the_middle_of_a_stanza_ends_reading_with_the_cause()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            await peer.SendAsync("<presence from='a@localhost' to='b@mail.localhost'/><message from='a@localh", Cancel);
            await stream.Incoming.ReadAsync(Cancel);
            peer.Cut();
            var e = await Assert.ThrowsAsync<StreamException>(() => stream.Incoming.Completion);
            Assert.Equal(StreamFailure.Transient, e.Failure);
            await Assert.ThrowsAsync<StreamException>(() => stream.SendAsync(PresenceOfType(), Cancel).AsTask());
        }
    }

    [Fact]
    public async Task A_server_that_ends_the_stream_cleanly_ends_reading_without_a_cause()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            await peer.EndAsync();
            await stream.Incoming.Completion;
            await peer.Ended;
            Assert.True(peer.EndedCleanly);
        }
    }

    [Fact]
    public async Task Closing_writes_what_is_queued_and_ends_the_document()
    {
        var (stream, peer) = await AttachAsync();
        for (var i = 0; i < 1000; i++)
        {
            await stream.SendAsync(PresenceOfType(), Cancel);
        }

        await stream.CloseAsync(Cancel);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal("presence", (await peer.ReceiveAsync(Cancel)).Name.LocalName);
        }

        await peer.Ended;
        Assert.True(peer.EndedCleanly);
        await stream.Incoming.Completion;
    }

    [Fact]
    public async Task What_no_server_would_take_never_reaches_the_socket()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            var foreign = Stanza.Presence(Jid.Parse("x@other.example"), Jid.Parse("a@localhost"));
            var huge = Stanza.Message(Jid.Parse("b@mail.localhost"), Jid.Parse("a@localhost"));
            huge.Body = new string('&', 200_000);
            await Assert.ThrowsAsync<InvalidStanzaException>(() => stream.SendAsync(foreign, Cancel).AsTask());
            await Assert.ThrowsAsync<InvalidStanzaException>(() => stream.SendAsync(huge, Cancel).AsTask());
            await stream.SendAsync(PresenceOfType(), Cancel);
            Assert.Equal("presence", (await peer.ReceiveAsync(Cancel)).Name.LocalName);
        }
    }

    [Fact]
    public async Task Who_sends_to_a_slow_server_waits()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            peer.PauseReading();
            var sent = 0;
            var sending = Task.Run(
                async () =>
                {
                    for (; sent < 500; sent++)
                    {
                        var message = Stanza.Message(Jid.Parse("b@mail.localhost"), Jid.Parse("a@localhost"));
                        message.Body = new string('x', 100_000);
                        await stream.SendAsync(message, Cancel);
                    }
                },
                Cancel);
            while (stream.QueuedBytes < 256 * 1024)
            {
                await Task.Yield();
            }

            Assert.False(sending.IsCompleted);
            peer.ResumeReading();
            await sending;
            for (var i = 0; i < 500; i++)
            {
                Assert.Equal(100_000, (await peer.ReceiveAsync(Cancel)).Value.Length);
            }
        }
    }

    [Fact]
    public async Task Who_does_not_read_holds_the_server_back()
    {
        var (stream, peer) = await AttachAsync();
        await using (stream)
        {
            var one = "<message from='a@localhost' to='b@mail.localhost'><body>" + new string('x', 100_000) + "</body></message>";
            var sending = peer.SendAsync(string.Concat(Enumerable.Repeat(one, 300)), Cancel);
            while (stream.Incoming.Count < 35)
            {
                await Task.Yield();
            }

            Assert.False(sending.IsCompleted);
            for (var i = 0; i < 300; i++)
            {
                Assert.InRange(stream.Incoming.Count, 0, 45);
                Assert.Equal(100_000, (await stream.Incoming.ReadAsync(Cancel)).Body?.Length);
            }

            await sending;
        }
    }

    [Fact]
    public async Task Sends_a_space_when_nothing_else_was_sent()
    {
        var time = new ManualTimeProvider();
        var (stream, peer) = await AttachAsync(time);
        await using (stream)
        {
            time.Advance(TimeSpan.FromMinutes(10));
            await stream.SendAsync(PresenceOfType(), Cancel);
            Assert.Equal("presence", (await peer.ReceiveAsync(Cancel)).Name.LocalName);
        }
    }

    private static Stanza PresenceOfType() => Stanza.Presence(Jid.Parse("b@mail.localhost"), Jid.Parse("a@localhost"));

    private async Task<(ComponentStream Stream, FakeComponentConnection Peer)> AttachAsync(TimeProvider? time = null)
    {
        var stream = await ComponentStream.ConnectAsync(_server.Options() with { Time = time ?? TimeProvider.System }, Cancel);
        return (stream, await _server.AttachedAsync(Cancel));
    }
}
