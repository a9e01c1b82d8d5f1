using System.Text;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Streams;

namespace XmppGateway.Tests.Xmpp.Streams;

/// <summary>Reads stanzas out of bytes in memory, as the stream reads them off a socket.</summary>
internal static class WireText
{
    public const string Header = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
        + "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' id='1'>";

    public const string Footer = "</stream:stream>";

    /// <summary>All stanzas of a whole stream with this content.</summary>
    public static List<Stanza> Read(string content, StanzaLimits? limits = null) =>
        ReadStream(Encoding.UTF8.GetBytes(Header + content + Footer), limits);

    public static List<Stanza> ReadStream(byte[] bytes, StanzaLimits? limits = null, int chunk = 4096)
    {
        limits ??= new StanzaLimits();
        using var source = new MemoryStream(bytes);
        using var input = new StreamInput(into => source.Read(into.Span[..Math.Min(into.Length, chunk)]), limits.HardBytes);
        using var reader = StanzaReader.Open(input, limits);
        var stanzas = new List<Stanza>();
        while (reader.Read() is { } stanza)
        {
            stanzas.Add(stanza);
        }

        return stanzas;
    }
}
