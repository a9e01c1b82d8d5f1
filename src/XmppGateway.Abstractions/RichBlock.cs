namespace XmppGateway.Abstractions;

/// <summary>A part of a <see cref="RichText"/> that stands on lines of its own. The hierarchy is closed.</summary>
public abstract record RichBlock
{
    private RichBlock()
    {
    }

    /// <summary>Lines of text.</summary>
    public sealed record Paragraph(Sequence<RichInline> Content) : RichBlock;

    /// <summary>Words of somebody else.</summary>
    public sealed record Quote(Sequence<RichBlock> Content) : RichBlock;

    /// <summary>Lines to be shown as they are, in letters of one width.</summary>
    /// <param name="Text">The lines.</param>
    /// <param name="Language">The language in which they are written, as the author calls it (<c>sql</c>); null when not said.</param>
    public sealed record Code(string Text, string? Language = null) : RichBlock;

    /// <summary>A list.</summary>
    /// <param name="Items">Its items.</param>
    /// <param name="Start">The number of the first item; null for a list without numbers.</param>
    public sealed record List(Sequence<RichListItem> Items, int? Start = null) : RichBlock;

    /// <summary>Hidden until the reader wants to see it.</summary>
    /// <param name="Content">What is hidden.</param>
    /// <param name="Reason">What to say instead; null when the author says nothing.</param>
    public sealed record Spoiler(Sequence<RichBlock> Content, string? Reason = null) : RichBlock;
}

/// <summary>One item of a list.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Below">A list that belongs to it; null without one.</param>
public sealed record RichListItem(Sequence<RichInline> Content, RichBlock.List? Below = null);
