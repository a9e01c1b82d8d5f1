using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Translation;

/// <summary>Trees of text: those that message styling can say exactly, and any.</summary>
internal static class RichTextTrees
{
    private static readonly Gen<string> Words = Gen.Elements("a", "bc", "one two", "ä😀", "x.y", "(z)");

    private static readonly Gen<string> Wild =
        from pieces in Gen.Elements("a", " ", "*", "_", "~", "`", "```", ">", "\n", "*b*", "```\n", "ä😀", "\u00A0").ListOf()
        select string.Concat(pieces);

    /// <summary>In the form in which a reader gives them.</summary>
    public static Gen<Sequence<RichBlock>> Normal { get; } = NormalBlocks(3);

    /// <summary>With any text in any order.</summary>
    public static Gen<Sequence<RichBlock>> Any { get; } = Gen.Sized(size => AnyBlocks(Math.Min(size, 3)));

    private static Gen<Sequence<RichBlock>> NormalBlocks(int depth) =>
        from count in Gen.Choose(1, 4)
        from first in Gen.Elements(true, false)
        from paragraphs in NormalParagraph().ListOf(count)
        from others in NormalOther(depth).ListOf(count)
        select Alternate(paragraphs, others, first);

    /// <summary>Two paragraphs in a row are one.</summary>
    private static Sequence<RichBlock> Alternate(List<RichBlock> paragraphs, List<RichBlock> others, bool first) =>
        [.. Enumerable.Range(0, paragraphs.Count).Select(i => i % 2 == 0 == first ? paragraphs[i] : others[i])];

    private static Gen<RichBlock> NormalOther(int depth)
    {
        var code =
            from lines in Gen.Elements("x = 1", " *p", "> q", "").ListOf(2)
            from language in Gen.Elements<string?>(null, "sql", "c++")
            select (RichBlock)new RichBlock.Code(string.Join('\n', lines), language);
        return depth == 0 ? code : Gen.OneOf(code, NormalBlocks(depth - 1).Select(blocks => (RichBlock)new RichBlock.Quote(blocks)));
    }

    private static Gen<RichBlock> NormalParagraph() =>
        from lines in Gen.Choose(1, 3).SelectMany(count => NormalLine().ListOf(count))
        select (RichBlock)new RichBlock.Paragraph(Merge(lines.SelectMany((line, i) => i == 0 ? line : line.Prepend(new RichInline.Text("\n")))));

    private static Gen<IEnumerable<RichInline>> NormalLine() =>
        from words in Words.Three()
        from inner in Gen.Choose(0, 3)
        from outer in Gen.Choose(0, 2)
        from kind in Gen.Choose(0, 4)
        select (IEnumerable<RichInline>)(kind switch
        {
            0 => [new RichInline.Text(words.Item1)],
            1 => [new RichInline.Text(words.Item1 + " "), Styled(inner, words.Item2, []), new RichInline.Text(words.Item3)],
            2 => [Styled(inner, words.Item1, []), new RichInline.Text(", "), Styled(outer, words.Item2, [])],
            _ => [Styled(outer, words.Item1 + " ", inner == outer ? [] : [Styled(inner, words.Item2, [])]), new RichInline.Text(" " + words.Item3)],
        });

    private static RichInline Styled(int kind, string text, IReadOnlyList<RichInline> more)
    {
        Sequence<RichInline> content = [new RichInline.Text(more.Count == 0 ? text.Trim() : text), .. more];
        return kind switch
        {
            0 => new RichInline.Strong(content),
            1 => new RichInline.Emphasis(content),
            2 => new RichInline.Strike(content),
            _ => new RichInline.Code(text.Trim()),
        };
    }

    private static Sequence<RichInline> Merge(IEnumerable<RichInline> content)
    {
        var merged = new List<RichInline>();
        foreach (var inline in content)
        {
            if (inline is RichInline.Text text && merged is [.., RichInline.Text before])
            {
                merged[^1] = new RichInline.Text(before.Value + text.Value);
            }
            else
            {
                merged.Add(inline);
            }
        }

        return [.. merged];
    }

    private static Gen<Sequence<RichBlock>> AnyBlocks(int depth) => AnyBlock(depth).ListOf().Select(blocks => (Sequence<RichBlock>)[.. blocks]);

    private static Gen<RichBlock> AnyBlock(int depth)
    {
        var paragraph = AnyInlines(depth).Select(content => (RichBlock)new RichBlock.Paragraph(content));
        var code = Wild.Two().Select(text => (RichBlock)new RichBlock.Code(text.Item1, text.Item2));
        return depth == 0 ? Gen.OneOf(paragraph, code) : Gen.OneOf(
            paragraph, paragraph, code, AnyBlocks(depth - 1).Select(blocks => (RichBlock)new RichBlock.Quote(blocks)));
    }

    private static Gen<Sequence<RichInline>> AnyInlines(int depth) => AnyInline(depth).ListOf().Select(content => (Sequence<RichInline>)[.. content]);

    private static Gen<RichInline> AnyInline(int depth)
    {
        var text = Wild.Select(value => (RichInline)new RichInline.Text(value));
        var code = Wild.Select(value => (RichInline)new RichInline.Code(value));
        return depth == 0 ? Gen.OneOf(text, code) : Gen.OneOf(
            text,
            code,
            AnyInlines(depth - 1).Select(content => (RichInline)new RichInline.Strong(content)),
            AnyInlines(depth - 1).Select(content => (RichInline)new RichInline.Emphasis(content)),
            AnyInlines(depth - 1).Select(content => (RichInline)new RichInline.Strike(content)));
    }
}
