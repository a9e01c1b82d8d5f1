using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>What somebody does: XEP-0245 and `m.emote` are the same thing.</summary>
internal static class Emote
{
    public const string Sign = "/me ";

    /// <summary>The tree with the sign before it.</summary>
    public static Sequence<RichBlock> AddTo(Sequence<RichBlock> blocks) => blocks is [RichBlock.Paragraph first, ..]
        ? [new RichBlock.Paragraph([new RichInline.Text(Sign), .. first.Content]), .. blocks.Skip(1)]
        : [new RichBlock.Paragraph([new RichInline.Text(Sign)]), .. blocks];

    /// <summary>The tree without the sign before it; empty when the sign is not where it can be taken away.</summary>
    public static Sequence<RichBlock> TakeFrom(Sequence<RichBlock> blocks) =>
        blocks is [RichBlock.Paragraph { Content: [RichInline.Text text, ..] content }, ..] && text.Value.StartsWith(Sign, StringComparison.Ordinal)
            ? [new RichBlock.Paragraph([new RichInline.Text(text.Value[Sign.Length..]), .. content.Skip(1)]), .. blocks.Skip(1)]
            : [];
}
