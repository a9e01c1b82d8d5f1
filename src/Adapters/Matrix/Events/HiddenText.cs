using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// The `body` of a text with hidden parts: notifications and older clients show it, so it says only that something is hidden
/// (client-server API, "Spoiler messages"). Who can look behind a spoiler reads the HTML.
/// </summary>
internal static class HiddenText
{
    public static string Of(RichText text) => text.Blocks.Any(block => block is RichBlock.Spoiler)
        ? RichText.Of([.. text.Blocks.Select(block => block is RichBlock.Spoiler spoiler ? Label(spoiler.Reason) : block)]).Plain
        : text.Plain;

    private static RichBlock.Paragraph Label(string? reason) =>
        new([new RichInline.Text(string.IsNullOrWhiteSpace(reason) ? "[Spoiler]" : $"[Spoiler: {reason}]")]);
}
