using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>Writes a tree with the tags that Matrix permits in a `formatted_body` (client-server API, "m.room.message msgtypes"). Pure.</summary>
internal sealed class HtmlWriter : RichTextHtml
{
    private HtmlWriter()
    {
    }

    /// <summary>The HTML; a text of one paragraph is written without the tag for it, as clients do.</summary>
    public static string Write(Sequence<RichBlock> blocks)
    {
        var writer = new HtmlWriter();
        if (blocks is [RichBlock.Paragraph only])
        {
            writer.Add(only.Content);
        }
        else
        {
            writer.Add(blocks);
        }

        return writer.Html.ToString();
    }

    protected override bool IsPermitted(string uri) => HtmlLinks.IsPermitted(uri);

    protected override void Add(RichBlock.Code code)
    {
        Html.Append(code.Language is { } language && HtmlElements.IsLanguage(language) ? $"<pre><code class=\"language-{language}\">" : "<pre><code>");
        Html.Append(Escape(code.Text)).Append("\n</code></pre>");
    }

    protected override void Add(RichBlock.Spoiler spoiler)
    {
        if (spoiler.Content is [RichBlock.Paragraph hidden])
        {
            AddElement("p", [new RichInline.Spoiler(hidden.Content, spoiler.Reason)]);
            return;
        }

        // Clients hide the lines of a `span` only; `details` hides everything.
        Html.Append("<details>");
        if (spoiler.Reason is { } reason)
        {
            Html.Append("<summary>").Append(Escape(reason)).Append("</summary>");
        }

        Add(spoiler.Content);
        Html.Append("</details>");
    }

    protected override void Add(RichInline.Spoiler spoiler)
    {
        Html.Append("<span data-mx-spoiler=\"").Append(Escape(spoiler.Reason ?? "")).Append("\">");
        Add(spoiler.Content);
        Html.Append("</span>");
    }

    protected override void Add(RichInline.Mention mention) => AddLink(HtmlLinks.To(mention.Who.Value), [new RichInline.Text(mention.Name)]);
}
