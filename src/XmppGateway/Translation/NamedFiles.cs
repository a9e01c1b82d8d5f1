using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Files are named and not passed on.</summary>
internal sealed class NamedFiles : IFileTranslation
{
    private const int MaximumName = 200;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShownFile>> ShowAsync(
        Network network, Message message, string stanzaId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ShownFile>>([.. message.Attachments.Select(file => new ShownFile(NameOf(file), []))]);

    /// <inheritdoc/>
    public ValueTask<string?> FindWholeAsync(Network network, Message message, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public CarriedFiles Read(Stanza message, string? body) => new(body, []);

    private static string NameOf(AttachedFile file)
    {
        var name = BodyText.Truncate(BodyText.CleanLine(file.Name), MaximumName);
        var type = BodyText.Truncate(BodyText.CleanLine(file.MediaType), MaximumName);
        return file.Size is { } size ? string.Create(CultureInfo.InvariantCulture, $"[{name}, {type}, {size} B]") : $"[{name}, {type}]";
    }
}
