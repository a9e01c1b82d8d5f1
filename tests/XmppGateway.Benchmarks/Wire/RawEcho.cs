using System.Net.Sockets;
using System.Text;
using System.Xml;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>
/// The least that .NET's own XML can do: XmlReader straight over the socket, XmlWriter for the answer, one thread, no checks. Output
/// is flushed when the parser wants more input.
/// </summary>
internal static class RawEcho
{
    public static int Run(int port, string domain)
    {
        using var tcp = new TcpClient("127.0.0.1", port) { NoDelay = true };
        using var wire = new Wire(tcp.GetStream());
        wire.Put($"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='{domain}'>");
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true };
        using var xml = XmlReader.Create(wire, settings);
        xml.MoveToContent();
        wire.Put("<handshake>" + new string('0', 40) + "</handshake>");
        var text = new StringBuilder();
        using var writer = XmlWriter.Create(
            text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment });
        while (xml.Read())
        {
            if (xml is { Depth: 1, NodeType: XmlNodeType.Element, LocalName: "message" })
            {
                Answer(xml, writer);
                writer.Flush();
                wire.Put(text.ToString());
                text.Clear();
            }
        }

        return 0;
    }

    private static void Answer(XmlReader xml, XmlWriter writer)
    {
        writer.WriteStartElement("message");
        writer.WriteAttributeString("from", xml.GetAttribute("to"));
        writer.WriteAttributeString("to", xml.GetAttribute("from"));
        writer.WriteAttributeString("type", "chat");
        writer.WriteAttributeString("id", xml.GetAttribute("id"));
        while (xml.Read() && xml.Depth > 1)
        {
            if (xml is { Depth: 3, NodeType: XmlNodeType.Text })
            {
                writer.WriteElementString("body", xml.Value);
            }
        }

        writer.WriteEndElement();
    }

    private sealed class Wire(NetworkStream net) : Stream
    {
        private readonly byte[] _pending = new byte[1 << 16];
        private int _count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Put(string xml)
        {
            if (_count + (xml.Length * 3) > _pending.Length)
            {
                Flush();
            }

            _count += Encoding.UTF8.GetBytes(xml, _pending.AsSpan(_count));
        }

        public override void Flush()
        {
            net.Write(_pending, 0, _count);
            _count = 0;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Flush();
            return net.Read(buffer, offset, count);
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
