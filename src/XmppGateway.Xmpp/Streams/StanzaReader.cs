using System.Xml;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// Reads one component stream as the XML document that it is: the header, then one element after another. A stanza is complete the
/// moment its last byte is there: nothing here looks further ahead. Blocks the calling thread; used by one thread.
/// </summary>
internal sealed class StanzaReader : IDisposable
{
    private readonly StreamInput _input;
    private readonly StanzaLimits _limits;
    private readonly XmlReader _xml;
    private readonly WireNames _names = new();
    private readonly ElementReader _elements;
    private readonly JidCache _jids = new();

    private StanzaReader(StreamInput input, StanzaLimits limits)
    {
        _input = input;
        _limits = limits;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = true,
            NameTable = _names.Table,
            MaxCharactersFromEntities = 1,
        };
        _xml = XmlReader.Create(input, settings);
        _elements = new ElementReader(_xml, input, limits, _names);
    }

    /// <summary>Reads the peer's stream header.</summary>
    /// <exception cref="StreamException">There was none of this protocol.</exception>
    public static StanzaReader Open(StreamInput input, StanzaLimits limits)
    {
        try
        {
            var reader = new StanzaReader(input, limits);
            reader.ReadHeader();
            return reader;
        }
        catch (Exception e) when (Meaning(e, input) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <summary>The stream's <c>id</c>, unescaped.</summary>
    public string StreamId { get; private set; } = "";

    /// <summary>Waits for the empty handshake that ends the handshake (XEP-0114 §3 (4)).</summary>
    public void ReadHandshake()
    {
        try
        {
            if (!NextElement())
            {
                throw new StreamException(StreamFailure.Transient, "The server closed the stream before the handshake.");
            }

            ThrowIfStreamError();
            if (_xml.LocalName != "handshake" || _xml.NamespaceURI != Namespaces.Component.NamespaceName)
            {
                throw new StreamException(new StreamError(StreamConditions.BadFormat, "No handshake where one was expected."));
            }

            _elements.Skip();
        }
        catch (Exception e) when (Meaning(e, _input) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <summary>The next stanza; null after the peer's <c>&lt;/stream:stream&gt;</c>.</summary>
    /// <exception cref="StreamException">A stream error, XML that may not be, or the transport went.</exception>
    public Stanza? Read()
    {
        try
        {
            return ReadStanza();
        }
        catch (Exception e) when (Meaning(e, _input) is { } meaning)
        {
            throw meaning;
        }
    }

    public void Dispose() => _xml.Dispose();

    private void ReadHeader()
    {
        if (Step() != XmlNodeType.Element)
        {
            throw new StreamException(new StreamError(StreamConditions.BadFormat, "No stream header."));
        }

        if (_xml.LocalName != "stream" || _xml.NamespaceURI != Namespaces.Stream.NamespaceName
            || _xml.LookupNamespace("") != Namespaces.Component.NamespaceName)
        {
            throw new StreamException(new StreamError(
                StreamConditions.InvalidNamespace, "The peer does not speak jabber:component:accept: is this the component port?"));
        }

        StreamId = _xml.GetAttribute("id") ?? "";
        _names.Table.Keep();
    }

    private Stanza? ReadStanza()
    {
        while (NextElement())
        {
            ThrowIfStreamError();
            if (_xml.NamespaceURI == Namespaces.Component.NamespaceName && StanzaKinds.Parse(_xml.LocalName) is { } kind)
            {
                return ReadStanza(kind);
            }

            // Not a stanza: nothing that XEP-0114 knows, and nothing to break a stream for.
            _elements.Skip();
        }

        return null;
    }

    private Stanza ReadStanza(StanzaKind kind)
    {
        var stanza = new Stanza(kind);
        ReadAttributes(stanza);
        if (!_elements.TryReadChildren(stanza.Payloads, out var refusal))
        {
            stanza.Payloads.Clear();
            stanza.Refusal = new StanzaError("policy-violation", StanzaErrorType.Modify, refusal);
        }

        stanza.Weight = 512 + (int)Math.Min(_input.SinceMark, _limits.HardBytes) + (_elements.Count * 128);
        return stanza;
    }

    private void ReadAttributes(Stanza stanza)
    {
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.NamespaceURI.Length > 0)
            {
                stanza.Lang = _xml is { LocalName: "lang", Prefix: "xml" } ? _xml.Value : stanza.Lang;
                continue;
            }

            switch (_xml.LocalName)
            {
                case "from":
                    stanza.From = _jids.Get(_xml.Value);
                    break;
                case "to":
                    stanza.To = _jids.Get(_xml.Value);
                    break;
                case "id":
                    stanza.Id = _xml.Value;
                    break;
                case "type":
                    stanza.Type = _xml.Value;
                    break;
                default:
                    break;
            }
        }

        _xml.MoveToElement();
    }

    private void ThrowIfStreamError()
    {
        if (_xml.LocalName == "error" && _xml.NamespaceURI == Namespaces.Stream.NamespaceName)
        {
            throw new StreamException(StreamError.Parse(_elements.ReadElement() ?? new StreamError(StreamConditions.Undefined).ToElement()));
        }
    }

    /// <summary>Moves to the next child of the stream; false at the stream's end.</summary>
    private bool NextElement()
    {
        _names.Trim();
        _input.Mark();
        while (true)
        {
            switch (Step())
            {
                case XmlNodeType.Element:
                    return true;
                case XmlNodeType.EndElement:
                    return false;
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    _input.Mark(); // keep-alive
                    break;
                default:
                    throw new StreamException(new StreamError(StreamConditions.BadFormat, "Text between stanzas."));
            }
        }
    }

    private XmlNodeType Step()
    {
        do
        {
            if (!_xml.Read())
            {
                return XmlNodeType.EndElement;
            }
        }
        while (_xml.NodeType == XmlNodeType.XmlDeclaration);
        ElementReader.ThrowIfRestricted(_xml.NodeType);
        return _xml.NodeType;
    }

    /// <summary>What goes wrong while reading has one of two causes: the transport, or what came through it. Null for a bug.</summary>
    private static StreamException? Meaning(Exception e, StreamInput input) => e switch
    {
        XmlException when input.AtEnd =>
            new StreamException(StreamFailure.Transient, "The connection went without the end of the stream.", e),
        XmlException =>
            new StreamException(new StreamError(StreamConditions.NotWellFormed, "The server sent XML that is not allowed here."), e),
        IOException or ObjectDisposedException =>
            new StreamException(StreamFailure.Transient, "The connection broke: " + e.Message, e),
        _ => null,
    };
}
