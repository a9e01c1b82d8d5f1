using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using System.Xml;
using System.Xml.Linq;

namespace XmppGateway.Testing;

/// <summary>One component's stream, seen from the server.</summary>
public sealed class FakeComponentConnection
{
    /// <summary>How long a test waits for what must come, before it fails.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly XNamespace Accept = "jabber:component:accept";

    private readonly FakeComponentServer _server;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Lock _writing = new();
    private readonly Channel<XElement> _received = Channel.CreateUnbounded<XElement>();
    private TaskCompletionSource? _paused;

    internal FakeComponentConnection(FakeComponentServer server, Socket socket, Stream stream)
    {
        _server = server;
        _socket = socket;
        _stream = stream;
    }

    public string Domain { get; private set; } = "";

    /// <summary>True when the component ended its stream with the closing tag.</summary>
    public bool EndedCleanly { get; private set; }

    /// <summary>Ends when the component's side of the stream is over, whichever way.</summary>
    public Task Ended => _received.Reader.Completion;

    /// <summary>The next stanza from the component that was not routed; waits for it. Fails at the end of the stream.</summary>
    public async Task<XElement> ReceiveAsync(CancellationToken cancellationToken) =>
        await _received.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>A stanza that is there already, or null.</summary>
    public XElement? TryReceive() => _received.Reader.TryRead(out var stanza) ? stanza : null;

    /// <summary>Writes the text as it is: a stanza, half of one, or nonsense. Without a namespace it is in the stream's own.</summary>
    public Task SendAsync(string xml, CancellationToken cancellationToken = default) =>
        SendAsync(Encoding.UTF8.GetBytes(xml), cancellationToken);

    /// <inheritdoc cref="SendAsync(string, CancellationToken)"/>
    public Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            lock (_writing)
            {
                _stream.Write(bytes.Span);
            }
        },
        cancellationToken);

    /// <summary>Ends the stream with a stream error.</summary>
    public Task SendErrorAsync(string condition) => SendAsync(ErrorText(condition));

    /// <summary>Ends the stream cleanly.</summary>
    public Task EndAsync() => SendAsync("</stream:stream>");

    /// <summary>Cuts the line at once, without a word.</summary>
    public void Cut()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is cut already.
        }

        _socket.Dispose();
    }

    /// <summary>Reads no more from the component until <see cref="ResumeReading"/>.</summary>
    public void PauseReading() => _paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ResumeReading() => Interlocked.Exchange(ref _paused, null)?.TrySetResult();

    internal async Task RunAsync()
    {
        try
        {
            using var xml = XmlReader.Create(_stream, new XmlReaderSettings { Async = true, IgnoreWhitespace = true });
            if (await HandshakeAsync(xml))
            {
                _server.Attach(this);
                await ServeAsync(xml);
            }
        }
        catch (Exception e) when (e is XmlException or IOException or ObjectDisposedException)
        {
            // The component went, or never spoke XML.
        }
        finally
        {
            _server.Detach(this);
            _received.Writer.TryComplete();
        }
    }

    private static string ErrorText(string condition) =>
        $"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>said the server</text></stream:error></stream:stream>";

    private async Task<bool> HandshakeAsync(XmlReader xml)
    {
        await xml.MoveToContentAsync();
        Domain = xml.GetAttribute("to") ?? "";
        await SendAsync(_server.Greeting ?? $"<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
            + $"xmlns:stream='http://etherx.jabber.org/streams' id='{_server.StreamId}' from='{Domain}'>");
        if (_server.Greeting is not null || await NextAsync(xml) is not { } handshake)
        {
            return false;
        }

        var refusal = _server.TakeRefusal(out var condition) ? condition
            : handshake.Name != Accept + "handshake" || handshake.Value != Digest() ? "not-authorized" : null;
        if (refusal is not null)
        {
            await SendErrorAsync(refusal);
            return false;
        }

        if (_server.AnswersHandshake)
        {
            await SendAsync("<handshake/>");
        }

        return _server.AnswersHandshake;
    }

    private string Digest()
    {
        var id = XElement.Parse($"<x id='{_server.StreamId}'/>").Attribute("id")!.Value;
#pragma warning disable CA5350 // what the protocol has
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + _server.Secret)));
#pragma warning restore CA5350
    }

    private async Task ServeAsync(XmlReader xml)
    {
        while (await NextAsync(xml) is { } stanza)
        {
            _server.Inspect?.Invoke(Domain, stanza);
            var to = stanza.Attribute("to")?.Value ?? "";
            var domain = to[(to.IndexOf('@', StringComparison.Ordinal) + 1)..].Split('/')[0];
            if (_server.Find(domain) is { } target)
            {
                await target.SendAsync(stanza.ToString(SaveOptions.DisableFormatting));
            }
            else
            {
                _received.Writer.TryWrite(stanza);
            }

            if (_paused is { } paused)
            {
                await paused.Task;
            }
        }

        EndedCleanly = true;
        await EndAsync();
    }

    /// <summary>The next child of the stream; null at the stream's end.</summary>
    private static async Task<XElement?> NextAsync(XmlReader xml)
    {
        while (await xml.ReadAsync())
        {
            if (xml is { NodeType: XmlNodeType.Element, Depth: 1 })
            {
                using var one = xml.ReadSubtree();
                return await XElement.LoadAsync(one, LoadOptions.PreserveWhitespace, CancellationToken.None);
            }

            if (xml is { NodeType: XmlNodeType.EndElement, Depth: 0 })
            {
                return null;
            }
        }

        return null;
    }
}
