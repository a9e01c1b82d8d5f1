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

    /// <summary>The gateway has an address of its own for files.</summary>
    public bool HasLinks { get; set; } = true;

    /// <summary>What is waited for before a message's files are shown; null for nothing.</summary>
    public Func<Message, Task>? Before { get; set; }

    public async ValueTask<IReadOnlyList<ShownFile>> ShowAsync(
        Network network, Message message, string stanzaId, CancellationToken cancellationToken)
    {
        if (Before is not null)
        {
            await Before(message);
        }

        return [.. message.Attachments.Select(file => new ShownFile(file.Source, [new XElement(OutOfBand, new XElement(Url, file.Source))]))];
    }

    public ValueTask<string?> FindWholeAsync(Network network, Message message, CancellationToken cancellationToken) =>
        ValueTask.FromResult<string?>(message.Whole is null || !HasLinks ? null : "https://gateway.example/media/whole");

    /// <summary>A body that is refused.</summary>
    public const string Refused = "aesgcm://example.org/refused";

    public CarriedFiles Read(Stanza message, string? body) => body == Refused ? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable)) : message.Payload(OutOfBand)?.Element(Url)?.Value is { Length: > 0 } url
        ? new CarriedFiles(body == url ? null : body, [new AttachedFile(url, "file", "application/octet-stream")])
        : new CarriedFiles(body, []);
}
