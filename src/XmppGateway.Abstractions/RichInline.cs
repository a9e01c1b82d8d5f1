namespace XmppGateway.Abstractions;

/// <summary>A part of a line of a <see cref="RichText"/>. The hierarchy is closed.</summary>
public abstract record RichInline
{
    private RichInline()
    {
    }

    /// <summary>Nothing but text; LF ends a line.</summary>
    public sealed record Text(string Value) : RichInline;

    /// <summary>Strongly emphasized; bold in most networks.</summary>
    public sealed record Strong(Sequence<RichInline> Content) : RichInline;

    /// <summary>Emphasized; italic in most networks.</summary>
    public sealed record Emphasis(Sequence<RichInline> Content) : RichInline;

    /// <summary>Struck through.</summary>
    public sealed record Strike(Sequence<RichInline> Content) : RichInline;

    /// <summary>To be shown as it is, in letters of one width.</summary>
    public sealed record Code(string Value) : RichInline;

    /// <summary>Leads somewhere.</summary>
    /// <param name="Uri">Where; untrusted.</param>
    /// <param name="Content">What stands there; empty for the address itself.</param>
    public sealed record Link(string Uri, Sequence<RichInline> Content) : RichInline;

    /// <summary>Hidden until the reader wants to see it.</summary>
    /// <param name="Content">What is hidden.</param>
    /// <param name="Reason">What to say instead; null when the author says nothing.</param>
    public sealed record Spoiler(Sequence<RichInline> Content, string? Reason = null) : RichInline;

    /// <summary>Names somebody.</summary>
    /// <param name="Who">The id on the network of the one who is named.</param>
    /// <param name="Name">What stands in the text.</param>
    public sealed record Mention(RemoteUserId Who, string Name) : RichInline;

    /// <summary>The parts of this part; empty where it has only text of its own.</summary>
    public Sequence<RichInline> Children => this switch
    {
        Strong strong => strong.Content,
        Emphasis emphasis => emphasis.Content,
        Strike strike => strike.Content,
        Link link => link.Content,
        Spoiler spoiler => spoiler.Content,
        _ => [],
    };

    /// <summary>The text of this part itself, without that of its <see cref="Children"/>.</summary>
    public string OwnText => this switch
    {
        Text text => text.Value,
        Code code => code.Value,
        Mention mention => mention.Name,
        _ => "",
    };
}
