using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters.Matrix.Html;

/// <summary>Trees of text that HTML can say exactly, and a short form of them to compare with.</summary>
internal static class Trees
{
    private static readonly Gen<string> Words = Gen.Elements("a", "bc", "one two", "ä😀", "x.y", "<z>", "\"&amp;'", "1\n2");

    private static readonly Gen<string?> Reasons = Gen.Elements<string?>(null, "why", "\"<&>\"");

    public static Gen<Sequence<RichBlock>> Blocks { get; } = BlocksOf(3);

    public static string Show(Sequence<RichBlock> blocks, bool alwaysBlocks = false) =>
        blocks is [RichBlock.Paragraph only] && !alwaysBlocks ? Show(only.Content) : string.Concat(blocks.Select(Show));

    private static string Show(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => $"P{{{Show(paragraph.Content)}}}",
        RichBlock.Quote quote => $"Q{{{string.Concat(quote.Content.Select(Show))}}}",
        RichBlock.Code code => $"K({code.Language}){{{code.Text}}}",
        RichBlock.Spoiler spoiler => $"H({spoiler.Reason}){{{string.Concat(spoiler.Content.Select(Show))}}}",
        RichBlock.List list => Show(list),
        _ => throw new InvalidOperationException(),
    };

    private static string Show(RichBlock.List list) =>
        $"U{list.Start}{{{string.Join(';', list.Items.Select(item => Show(item.Content) + (item.Below is { } below ? " " + Show(below) : "")))}}}";

    private static string Show(Sequence<RichInline> content) => string.Concat(content.Select(inline => inline switch
    {
        RichInline.Strong strong => $"S[{Show(strong.Content)}]",
        RichInline.Emphasis emphasis => $"E[{Show(emphasis.Content)}]",
        RichInline.Strike strike => $"X[{Show(strike.Content)}]",
        RichInline.Link link => $"L[{link.Uri}: {Show(link.Content)}]",
        RichInline.Spoiler spoiler => $"H({spoiler.Reason})[{Show(spoiler.Content)}]",
        RichInline.Mention mention => $"M[{mention.Who}: {mention.Name}]",
        RichInline.Code code => $"C[{code.Value}]",
        _ => inline.OwnText,
    }));

    private static Gen<Sequence<RichBlock>> BlocksOf(int depth) =>
        from count in Gen.Choose(1, 3)
        from blocks in BlockOf(depth).ListOf(count)
        select (Sequence<RichBlock>)[.. blocks];

    private static Gen<RichBlock> BlockOf(int depth)
    {
        var paragraph = LineOf(2).Select(content => (RichBlock)new RichBlock.Paragraph(content));
        var code =
            from lines in Gen.Elements("x = 1", "  <b>", "", "\ty").NonEmptyListOf()
            from language in Gen.Elements<string?>(null, "sql", "c++")
            select (RichBlock)new RichBlock.Code(string.Join('\n', lines.Append("end")), language);
        var list = ListOf(1).Select(all => (RichBlock)all);
        return depth == 0 ? Gen.OneOf(paragraph, code, list) : Gen.OneOf(
            paragraph,
            code,
            list,
            BlocksOf(depth - 1).Select(blocks => (RichBlock)new RichBlock.Quote(blocks)),
            from blocks in BlocksOf(depth - 1)
            from reason in Reasons
            select (RichBlock)new RichBlock.Spoiler(blocks, reason));
    }

    private static Gen<RichBlock.List> ListOf(int depth) =>
        from count in Gen.Choose(1, 3)
        from lines in LineOf(1).ListOf(count)
        from below in depth == 0 ? Gen.Constant<RichBlock.List?>(null) : Gen.OneOf(Gen.Constant<RichBlock.List?>(null), ListOf(depth - 1).Select(list => (RichBlock.List?)list))
        from start in Gen.Elements<int?>(null, 1, 7, -2)
        select new RichBlock.List([.. lines.Select((line, i) => new RichListItem(line, i == 0 ? below : null))], start);

    /// <summary>Begins and ends with text, which is what keeps parts of a line from growing together.</summary>
    private static Gen<Sequence<RichInline>> LineOf(int depth) =>
        from first in Words
        from inner in InlineOf(depth)
        from last in Words
        select (Sequence<RichInline>)[new RichInline.Text(first + " "), inner, new RichInline.Text(", " + last)];

    private static Gen<RichInline> InlineOf(int depth)
    {
        var code = Words.Select(text => (RichInline)new RichInline.Code(text));
        var mention = Gen.Elements("Mia", "<Noah>").Select(name => (RichInline)new RichInline.Mention(new RemoteUserId("@mia/_=x:example.org:8448"), name));
        var address = Gen.Constant((RichInline)new RichInline.Link("https://example.org/?a=b&c=\u00e4", []));
        if (depth == 0)
        {
            return Gen.OneOf(code, mention, address);
        }

        var text = Words.Select(word => (Sequence<RichInline>)[new RichInline.Text(word)]);
        return Gen.OneOf(
            code,
            mention,
            address,
            text.Select(content => (RichInline)new RichInline.Link("mailto:a@example.org", content)),
            LineOf(depth - 1).Select(content => (RichInline)new RichInline.Strong(content)),
            LineOf(depth - 1).Select(content => (RichInline)new RichInline.Emphasis(content)),
            LineOf(depth - 1).Select(content => (RichInline)new RichInline.Strike(content)),
            from content in LineOf(depth - 1)
            from reason in Reasons
            select (RichInline)new RichInline.Spoiler(content, reason));
    }
}
