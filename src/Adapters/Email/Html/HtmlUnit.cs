using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>One line of a page, or one block that is whole or not there.</summary>
internal sealed class HtmlUnit(RichBlock block, LineHint hint, bool hasGap)
{
    /// <summary>The block; a line is a paragraph.</summary>
    public RichBlock Block => block;

    /// <summary>What the page says of it.</summary>
    public LineHint Hint => hint;

    /// <summary>An empty line stands before it.</summary>
    public bool HasGap => hasGap || block is not RichBlock.Paragraph;

    /// <summary>Its text, as trimming reads it.</summary>
    public IReadOnlyList<string> Lines => field ??= block is RichBlock.Paragraph { Content: [RichInline.Text only] } && !only.Value.Contains('\n', StringComparison.Ordinal)
        ? [only.Value]
        : RichText.Of(block).Plain.Split('\n');

    /// <summary>Lines without a gap between them are one paragraph.</summary>
    public static Sequence<RichBlock> Join(IEnumerable<HtmlUnit> units)
    {
        var blocks = new List<RichBlock>();
        var lines = new List<RichInline>();
        foreach (var unit in units)
        {
            if (unit.HasGap || unit.Block is not RichBlock.Paragraph)
            {
                EndParagraph(blocks, lines);
            }

            if (unit.Block is RichBlock.Paragraph line)
            {
                lines.AddRange(lines.Count > 0 ? [new RichInline.Text("\n"), .. line.Content] : line.Content);
            }
            else
            {
                blocks.Add(unit.Block);
            }
        }

        EndParagraph(blocks, lines);
        return [.. blocks];
    }

    private static void EndParagraph(List<RichBlock> blocks, List<RichInline> lines)
    {
        if (lines.Count > 0)
        {
            blocks.Add(new RichBlock.Paragraph([.. lines]));
            lines.Clear();
        }
    }
}
