using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>Makes the engine's tree of a text with spans. What crosses another span, or lies outside of the text, is left out. Pure.</summary>
internal static class StyleReader
{
    private const int MaximumDepth = 8;

    public static RichText Read(string plain, StyledText? styled)
    {
        if (styled is null)
        {
            return new RichText(plain);
        }

        var text = styled.Text;
        List<TextSpan> spans =
        [
            .. styled.Spans.Where(span => span is { Start: >= 0, Length: > 0 } && span.Length <= text.Length - span.Start)
                .OrderBy(span => span.Start).ThenByDescending(span => span.Length),
        ];
        return RichText.Of(plain, [.. BlocksOf(text, spans)]);
    }

    // Quotes stand on lines of their own; all else is within lines.
    private static List<RichBlock> BlocksOf(string text, List<TextSpan> spans)
    {
        var blocks = new List<RichBlock>();
        var at = 0;
        foreach (var quote in spans.Where(span => span.Style == SpanStyle.Quote))
        {
            if (quote.Start >= at)
            {
                Add(blocks, at, quote.Start);
                blocks.Add(new RichBlock.Quote([new RichBlock.Paragraph([.. InlinesOf(text, quote.Start, quote.End, spans, MaximumDepth)])]));
                at = quote.End;
            }
        }

        Add(blocks, at, text.Length);
        return blocks;

        void Add(List<RichBlock> to, int start, int end)
        {
            start = start > 0 && start < end && text[start] == '\n' ? start + 1 : start;
            end = end < text.Length && end > start && text[end - 1] == '\n' ? end - 1 : end;
            if (end > start)
            {
                to.Add(new RichBlock.Paragraph([.. InlinesOf(text, start, end, spans, MaximumDepth)]));
            }
        }
    }

    private static List<RichInline> InlinesOf(string text, int start, int end, IEnumerable<TextSpan> spans, int depth)
    {
        var inlines = new List<RichInline>();
        var within = spans.Where(span => span.Style != SpanStyle.Quote && span.Start >= start && span.End <= end).ToList();
        var at = start;
        for (var i = 0; i < within.Count && depth > 0; i++)
        {
            var span = within[i];
            if (span.Start < at)
            {
                continue;
            }

            AddText(span.Start);
            inlines.Add(InlineOf(span, text[span.Start..span.End], () => [.. InlinesOf(text, span.Start, span.End, within.Skip(i + 1), depth - 1)]));
            at = span.End;
        }

        AddText(end);
        return inlines;

        void AddText(int to)
        {
            if (to > at)
            {
                inlines.Add(new RichInline.Text(text[at..to]));
            }
        }
    }

    private static RichInline InlineOf(TextSpan span, string text, Func<Sequence<RichInline>> content) => span.Style switch
    {
        SpanStyle.Strong => new RichInline.Strong(content()),
        SpanStyle.Emphasis => new RichInline.Emphasis(content()),
        SpanStyle.Strike => new RichInline.Strike(content()),
        SpanStyle.Code => new RichInline.Code(text),
        SpanStyle.Spoiler => new RichInline.Spoiler(content(), span.Argument),
        SpanStyle.Link => new RichInline.Link(span.Argument ?? text, content()),
        _ => new RichInline.Text(text),
    };
}
