using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>The blocks of a text as they are read: what stands between them is paragraphs.</summary>
internal sealed class HtmlBlocks
{
    private readonly List<RichBlock> _blocks = [];

    /// <summary>The paragraph that is read.</summary>
    public HtmlLine Line { get; } = new();

    /// <summary>Ends the paragraph.</summary>
    public void EndLine()
    {
        var content = Line.Take();
        if (content is [RichInline.Spoiler spoiler])
        {
            // A whole paragraph that is hidden: that is what hides a message in other networks.
            _blocks.Add(new RichBlock.Spoiler([new RichBlock.Paragraph(spoiler.Content)], spoiler.Reason));
        }
        else if (content.Any(inline => inline is not RichInline.Text text || !string.IsNullOrWhiteSpace(text.Value)))
        {
            _blocks.Add(new RichBlock.Paragraph(content));
        }
    }

    /// <summary>Adds a block, if there is one.</summary>
    public void Add(RichBlock? block)
    {
        EndLine();
        if (block is not null)
        {
            _blocks.Add(block);
        }
    }

    /// <summary>What was read.</summary>
    public Sequence<RichBlock> Take()
    {
        EndLine();
        return [.. _blocks];
    }
}
