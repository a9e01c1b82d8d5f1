using System.Buffers;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>
/// The structure of a body with message styling (XEP-0393). Blank lines between blocks are left out of it. Quotes in quotes end at eight levels:
/// what goes deeper is text. Pure; never throws; takes time in proportion to the body.
/// </summary>
internal static class StylingReader
{
    public const string Fence = "```";

    private const int MaximumDepth = 8;
    private static readonly SearchValues<char> Signs = SearchValues.Create(StyledSpans.Directives + ">");

    /// <summary>The text with its structure; without, where there is none. The plain text is always the body.</summary>
    /// <param name="body">Clean (<see cref="BodyText.Clean"/>).</param>
    public static RichText Read(string body)
    {
        if (!body.AsSpan().ContainsAny(Signs))
        {
            return new RichText(body);
        }

        var blocks = BlocksOf([.. body.Split('\n').Select(line => line.AsMemory())], 1);
        return IsPlain(blocks) ? new RichText(body) : RichText.Of(body, blocks);
    }

    /// <summary>True when a client would style something of it.</summary>
    public static bool IsStyled(string body) => Read(body).Blocks.Count > 0;

    private static bool IsPlain(Sequence<RichBlock> blocks) =>
        blocks.All(block => block is RichBlock.Paragraph paragraph && paragraph.Content.All(inline => inline is RichInline.Text));

    private static Sequence<RichBlock> BlocksOf(List<ReadOnlyMemory<char>> lines, int depth)
    {
        var blocks = new List<RichBlock>();
        for (var i = 0; i < lines.Count;)
        {
            var start = i;
            if (IsFence(lines[i]))
            {
                var end = ++i;
                for (; end < lines.Count && !lines[end].Span.SequenceEqual(Fence); end++)
                {
                    // §6.1.2: to a line of nothing but three grave accents, or the end of the parent.
                }

                var language = lines[start][Fence.Length..].Trim().ToString();
                blocks.Add(new RichBlock.Code(string.Join('\n', lines.GetRange(i, end - i)), language.Length == 0 ? null : language));
                i = end + 1;
            }
            else if (IsQuoted(lines[i], depth))
            {
                for (; i < lines.Count && IsQuoted(lines[i], depth); i++)
                {
                    // §6.1.3: to the first line without the sign.
                }

                blocks.Add(new RichBlock.Quote(BlocksOf(lines.GetRange(start, i - start).ConvertAll(Unquote), depth + 1)));
            }
            else
            {
                for (; i < lines.Count && !IsFence(lines[i]) && !IsQuoted(lines[i], depth); i++)
                {
                    // One paragraph; its lines are the plain blocks of §6.1.1.
                }

                AddParagraph(blocks, lines, start, i);
            }
        }

        return [.. blocks];
    }

    private static bool IsFence(ReadOnlyMemory<char> line) => line.Span.StartsWith(Fence);

    private static bool IsQuoted(ReadOnlyMemory<char> line, int depth) => depth < MaximumDepth && line.Span.StartsWith(">");

    private static ReadOnlyMemory<char> Unquote(ReadOnlyMemory<char> line) =>
        line.Length > 1 && char.IsWhiteSpace(line.Span[1]) ? line[2..] : line[1..];

    private static void AddParagraph(List<RichBlock> blocks, List<ReadOnlyMemory<char>> lines, int from, int to)
    {
        for (; from < to && lines[from].Span.IsWhiteSpace(); from++)
        {
            // What only keeps blocks apart.
        }

        for (; to > from && lines[to - 1].Span.IsWhiteSpace(); to--)
        {
            // The same at the end.
        }

        if (from == to)
        {
            return;
        }

        var content = new List<RichInline>();
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var line = lines[i].Span;
            var next = 0;
            if (i > from)
            {
                text.Append('\n');
            }

            AddInlines(line, 0, line.Length, StyledSpans.Find(line), ref next, content, text);
        }

        Flush(content, text);
        blocks.Add(new RichBlock.Paragraph([.. content]));
    }

    private static void AddInlines(
        ReadOnlySpan<char> line, int from, int to, List<StyledSpan> spans, ref int next, List<RichInline> content, StringBuilder text)
    {
        while (next < spans.Count && spans[next].Close < to)
        {
            var span = spans[next++];
            text.Append(line[from..span.Open]);
            Flush(content, text);
            content.Add(InlineOf(line, span, spans, ref next));
            from = span.Close + 1;
        }

        text.Append(line[from..to]);
    }

    private static RichInline InlineOf(ReadOnlySpan<char> line, StyledSpan span, List<StyledSpan> spans, ref int next)
    {
        if (span.Directive == '`')
        {
            return new RichInline.Code(line[(span.Open + 1)..span.Close].ToString());
        }

        var content = new List<RichInline>();
        var text = new StringBuilder();
        AddInlines(line, span.Open + 1, span.Close, spans, ref next, content, text);
        Flush(content, text);
        return span.Directive switch
        {
            '*' => new RichInline.Strong([.. content]),
            '_' => new RichInline.Emphasis([.. content]),
            _ => new RichInline.Strike([.. content]),
        };
    }

    private static void Flush(List<RichInline> content, StringBuilder text)
    {
        if (text.Length > 0)
        {
            content.Add(new RichInline.Text(text.ToString()));
            text.Clear();
        }
    }
}
