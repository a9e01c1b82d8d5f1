using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Handlers;

/// <summary>Files are links: shown as what they are, read from <c>jabber:x:oob</c>.</summary>
internal sealed class FakeFiles : IFileTranslation
{
    private static readonly XName OutOfBand = Namespaces.OutOfBand + "x";
    private static readonly XName Url = Namespaces.OutOfBand + "url";

    public ValueTask<IReadOnlyList<ShownFile>> ShowAsync(
        Network network, Message message, string stanzaId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ShownFile>>(
            [.. message.Attachments.Select(file => new ShownFile(file.Source, [new XElement(OutOfBand, new XElement(Url, file.Source))]))]);

    public CarriedFiles Read(Stanza message, string? body) => message.Payload(OutOfBand)?.Element(Url)?.Value is { Length: > 0 } url
        ? new CarriedFiles(body == url ? null : body, [new AttachedFile(url, "file", "application/octet-stream")])
        : new CarriedFiles(body, []);
}
