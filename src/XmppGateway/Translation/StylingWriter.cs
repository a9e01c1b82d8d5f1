using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>
/// Writes a text as the body of a message with message styling (XEP-0393) and the marks that belong to it. What this cannot say (styles within a
/// word, lists, links with a text) is left as readable text. A text whose network says nothing of structure goes as it is: clients style it
/// like everything that is typed. Pure.
/// </summary>
internal static class StylingWriter
{
    private const int MaximumHint = 200;

    /// <summary>A body, clean and whole.</summary>
    /// <param name="Text">The body.</param>
    /// <param name="IsUnstyled">The signs in it mean nothing.</param>
    /// <param name="Spoiler">It is hidden.</param>
    public readonly record struct StyledBody(string Text, bool IsUnstyled = false, SpoilerMessage? Spoiler = null)
    {
        /// <summary>The elements that go with it.</summary>
        public IEnumerable<XElement> Payloads
        {
            get
            {
                if (IsUnstyled)
                {
                    yield return MessageStyling.Unstyled();
                }

                if (Spoiler is not null)
                {
                    yield return Spoiler.ToElement();
                }
            }
        }
    }

    /// <summary>The body of a text.</summary>
    public static StyledBody Write(RichText text)
    {
        if (text.Blocks.Count == 0)
        {
            return new StyledBody(BodyText.Clean(text.Plain));
        }

        var spoiler = SpoilerOf(text);
        if (!HasStyle(text.Blocks))
        {
            var bare = Join(text.Blocks, isStyled: false);
            return new StyledBody(bare, StylingReader.IsStyled(bare), spoiler);
        }

        return new StyledBody(Join(text.Blocks, isStyled: true), Spoiler: spoiler);
    }

    /// <summary>XEP-0382 knows no hidden parts: where one is, all is hidden, rather than nothing. Null when nothing is.</summary>
    public static SpoilerMessage? SpoilerOf(RichText text) => SpoilerOf(text.Blocks);

    private static SpoilerMessage? SpoilerOf(IEnumerable<RichBlock> blocks) => FirstOf(blocks, block => block switch
    {
        RichBlock.Spoiler spoiler => Hint(spoiler.Reason),
        RichBlock.Quote quote => SpoilerOf(quote.Content),
        RichBlock.Paragraph paragraph => SpoilerOf(paragraph.Content),
        RichBlock.List list => SpoilerOf(list),
        _ => null,
    });

    private static SpoilerMessage? SpoilerOf(RichBlock.List list) =>
        FirstOf(list.Items, item => SpoilerOf(item.Content) ?? (item.Below is null ? null : SpoilerOf(item.Below)));

    private static SpoilerMessage? SpoilerOf(Sequence<RichInline> content) =>
        FirstOf(content, inline => inline is RichInline.Spoiler spoiler ? Hint(spoiler.Reason) : SpoilerOf(inline.Children));

    private static SpoilerMessage? FirstOf<T>(IEnumerable<T> parts, Func<T, SpoilerMessage?> find) => parts.Select(find).FirstOrDefault(found => found is not null);

    private static SpoilerMessage Hint(string? reason) =>
        new(reason is not null && BodyText.CleanLine(reason) is { Length: > 0 } line ? BodyText.Truncate(line, MaximumHint) : null);

    private static bool HasStyle(IEnumerable<RichBlock> blocks) => blocks.Any(block => block switch
    {
        RichBlock.Paragraph paragraph => HasStyle(paragraph.Content),
        RichBlock.List list => HasStyle(list),
        RichBlock.Spoiler spoiler => HasStyle(spoiler.Content),
        _ => true,
    });

    private static bool HasStyle(RichBlock.List list) => list.Items.Any(item => HasStyle(item.Content) || (item.Below is not null && HasStyle(item.Below)));

    private static bool HasStyle(Sequence<RichInline> content) => content.Any(inline =>
        inline is RichInline.Strong or RichInline.Emphasis or RichInline.Strike or RichInline.Code || HasStyle(inline.Children));

    private static string Join(Sequence<RichBlock> blocks, bool isStyled) => string.Join('\n', StyledBlocks.LinesOf(blocks, isStyled));
}
