using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Who is named in a text (client-server API, "User and room mentions"). Pure.</summary>
internal static class Mentioned
{
    /// <summary>An event has 64 KiB, and nobody names more people.</summary>
    private const int Most = 50;

    /// <summary>The Matrix users, each once, in the order of the text.</summary>
    public static IReadOnlyList<string> In(Sequence<RichBlock> blocks) =>
        [.. blocks.SelectMany(In).Select(mention => mention.Who.Value).Where(who => Mxid.TryParse(who, out _)).Distinct(StringComparer.Ordinal).Take(Most)];

    // The depth of a text has a limit (RichText.Of).
    private static IEnumerable<RichInline.Mention> In(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => paragraph.Content.SelectMany(In),
        RichBlock.Quote => [],
        RichBlock.Code => [],
        RichBlock.List list => list.Items.SelectMany(item => item.Content.SelectMany(In).Concat(item.Below is { } below ? In(below) : [])),
        RichBlock.Spoiler spoiler => spoiler.Content.SelectMany(In),
        _ => throw new InvalidOperationException($"Unknown block {block.GetType().Name}."),
    };

    private static IEnumerable<RichInline.Mention> In(RichInline inline) =>
        inline is RichInline.Mention mention ? [mention] : inline.Children.SelectMany(In);
}
