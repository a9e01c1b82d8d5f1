namespace XmppGateway.Abstractions;

/// <summary>
/// What a person wrote, in no network's own form: always as plain text, and as a tree where it has structure. Lines end in LF. May hold any
/// Unicode text that came from outside: whoever writes it to a wire escapes and cleans it for that wire.
/// </summary>
/// <param name="Plain">
/// The whole text for everybody who does not look at the structure. For a text of an XMPP user this is what they typed, with the signs that
/// stand for the styles.
/// </param>
public sealed record RichText(string Plain)
{
    /// <summary>The structure; empty for a text without any, which is nearly every one.</summary>
    public Sequence<RichBlock> Blocks { get; private init; } = [];

    /// <summary>A text of these blocks, whose plain form is made of them. What is nested deeper than eight levels becomes plain text.</summary>
    public static RichText Of(params ReadOnlySpan<RichBlock> blocks)
    {
        var limited = RichTextDepth.Limit(blocks);
        return new RichText(RichTextPlain.Write(limited)) { Blocks = limited };
    }

    /// <summary>The same, where the network has a plain form of its own.</summary>
    public static RichText Of(string plain, Sequence<RichBlock> blocks) => new(plain) { Blocks = RichTextDepth.Limit([.. blocks]) };

    /// <inheritdoc/>
    public override string ToString() => Plain;
}
