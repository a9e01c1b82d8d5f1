using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>Writes a tree as a page that every mail program shows: few tags, no styles but the one for what is hidden, nothing from elsewhere. Pure.</summary>
internal sealed class HtmlWriter : RichTextHtml
{
    // No mail program has a tag for it; nearly all keep these two properties.
    private const string Hidden = "style=\"background-color:#333;color:#333\"";

    private HtmlWriter()
    {
    }

    /// <summary>Whether a tree says more than its plain text: styles, code, lists, links behind words. Quotations are known by their ">".</summary>
    public static bool NeedsHtml(Sequence<RichBlock> blocks) => blocks.Any(block => block switch
    {
        RichBlock.Paragraph paragraph => paragraph.Content.Any(IsStyled),
        RichBlock.Quote quote => NeedsHtml(quote.Content),
        _ => true,
    });

    /// <summary>The page.</summary>
    /// <param name="blocks">The text.</param>
    /// <param name="footer">Stands below a line; null without one.</param>
    public static string Write(Sequence<RichBlock> blocks, string? footer)
    {
        var writer = new HtmlWriter();
        writer.Html.Append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
        writer.Add(blocks);
        if (footer is not null)
            writer.Html.Append("<hr><p><small>").Append(Lines(footer)).Append("</small></p>\n");

        return writer.Html.Append("</body></html>\n").ToString();
    }

    /// <summary>Only what a reader may be led to: a script in an address would be the sender's own, but answers quote it.</summary>
    protected override bool IsPermitted(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var target) && target.Scheme is "http" or "https" or "mailto" or "xmpp" or "tel" or "geo";

    protected override void Add(RichBlock.Code code) => Html.Append("<pre><code>").Append(Escape(code.Text)).Append("</code></pre>");

    protected override void Add(RichBlock.Spoiler spoiler)
    {
        Html.Append("<p>[").Append(Escape(spoiler.Reason ?? "…")).Append("]</p><div ").Append(Hidden).Append('>');
        Add(spoiler.Content);
        Html.Append("</div>");
    }

    protected override void Add(RichInline.Spoiler spoiler)
    {
        Html.Append('[').Append(Escape(spoiler.Reason ?? "…")).Append("] <span ").Append(Hidden).Append('>');
        Add(spoiler.Content);
        Html.Append("</span>");
    }

    protected override void Add(RichInline.Mention mention) => Html.Append(Escape(mention.Name));

    protected override void Add(RichInline.Text text) => Html.Append(Lines(text.Value));

    protected override void EndBlock() => Html.Append('\n');

    private static bool IsStyled(RichInline inline) => inline switch
    {
        RichInline.Text or RichInline.Mention => false,
        RichInline.Link { Content: [] } => false,
        RichInline.Link { Content: [RichInline.Text shown] } link => RichTextMarks.OfLink(link, shown.Value).Length > 0,
        _ => true,
    };

    /// <summary>Line ends and several spaces stay what they are.</summary>
    private static string Lines(string text) =>
        Escape(text).Replace("\n", "<br>\n", StringComparison.Ordinal).Replace("  ", " &nbsp;", StringComparison.Ordinal);
}
