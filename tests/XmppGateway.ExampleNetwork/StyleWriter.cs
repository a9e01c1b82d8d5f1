using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>Makes a text with spans of the engine's tree, whose depth the engine limits.</summary>
internal sealed class StyleWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<TextSpan> _spans = [];

    /// <summary>Null for a text without styles.</summary>
    public static StyledText? Write(RichText text)
    {
        if (text.Blocks.Count == 0)
        {
            return null;
        }

        var writer = new StyleWriter();
        writer.Write(text.Blocks);
        return new StyledText(writer._text.ToString()) { Spans = [.. writer._spans.OrderBy(span => span.Start).ThenByDescending(span => span.Length)] };
    }

    private void Write(Sequence<RichBlock> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            NewLine(i);
            switch (blocks[i])
            {
                case RichBlock.Paragraph paragraph:
                    Write(paragraph.Content);
                    break;
                case RichBlock.Quote quote:
                    Span(SpanStyle.Quote, null, () => Write(quote.Content));
                    break;
                case RichBlock.Code code:
                    Span(SpanStyle.Code, code.Language, () => _text.Append(code.Text));
                    break;
                case RichBlock.Spoiler spoiler:
                    Span(SpanStyle.Spoiler, spoiler.Reason, () => Write(spoiler.Content));
                    break;
                case RichBlock.List list:
                    Write(list);
                    break;
                default:
                    throw new InvalidOperationException($"No form for {blocks[i].GetType().Name}.");
            }
        }
    }

    private void Write(RichBlock.List list)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            NewLine(i);
            _text.Append(list.Start is { } start ? (start + i).ToString(CultureInfo.InvariantCulture) + ". " : "- ");
            Write(list.Items[i].Content);
            if (list.Items[i].Below is { } below)
            {
                _text.Append('\n');
                Write(below);
            }
        }
    }

    private void Write(Sequence<RichInline> content)
    {
        foreach (var inline in content)
        {
            SpanStyle? style = inline switch
            {
                RichInline.Strong => SpanStyle.Strong,
                RichInline.Emphasis => SpanStyle.Emphasis,
                RichInline.Strike => SpanStyle.Strike,
                RichInline.Code => SpanStyle.Code,
                RichInline.Spoiler => SpanStyle.Spoiler,
                RichInline.Link => SpanStyle.Link,
                _ => null,
            };
            var own = inline is RichInline.Link { Content.Count: 0, Uri: var uri } ? uri : inline.OwnText;
            Span(style, (inline as RichInline.Link)?.Uri ?? (inline as RichInline.Spoiler)?.Reason, () =>
            {
                _text.Append(own);
                Write(inline.Children);
            });
        }
    }

    private void Span(SpanStyle? style, string? argument, Action write)
    {
        var start = _text.Length;
        write();
        if (style is { } known && _text.Length > start)
        {
            _spans.Add(new TextSpan(start, _text.Length - start, known, argument));
        }
    }

    private void NewLine(int before)
    {
        if (before > 0)
        {
            _text.Append('\n');
        }
    }
}
