using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>Writes a tree with the tags that Matrix permits in a `formatted_body` (client-server API, "m.room.message msgtypes"). Pure.</summary>
internal static class HtmlWriter
{
    /// <summary>The HTML; a text of one paragraph is written without the tag for it, as clients do.</summary>
    public static string Write(Sequence<RichBlock> blocks)
    {
        var html = new StringBuilder();
        if (blocks is [RichBlock.Paragraph only])
        {
            Add(only.Content, html);
        }
        else
        {
            Add(blocks, html);
        }

        return html.ToString();
    }

    private static void Add(Sequence<RichBlock> blocks, StringBuilder html)
    {
        foreach (var block in blocks)
        {
            Add(block, html);
        }
    }

    private static void Add(RichBlock block, StringBuilder html)
    {
        switch (block)
        {
            case RichBlock.Paragraph paragraph:
                html.Append("<p>");
                Add(paragraph.Content, html);
                html.Append("</p>");
                break;
            case RichBlock.Quote quote:
                html.Append("<blockquote>");
                Add(quote.Content, html);
                html.Append("</blockquote>");
                break;
            case RichBlock.Code code:
                html.Append(code.Language is { } language && HtmlElements.IsLanguage(language) ? $"<pre><code class=\"language-{language}\">" : "<pre><code>");
                Escape(code.Text, html);
                html.Append("\n</code></pre>");
                break;
            case RichBlock.List list:
                Add(list, html);
                break;
            case RichBlock.Spoiler { Content: [RichBlock.Paragraph hidden] } spoiler:
                html.Append("<p>");
                Add(new RichInline.Spoiler(hidden.Content, spoiler.Reason), html);
                html.Append("</p>");
                break;
            case RichBlock.Spoiler spoiler:
                // Clients hide the lines of a `span` only; `details` hides everything.
                html.Append("<details>");
                if (spoiler.Reason is { } reason)
                {
                    html.Append("<summary>");
                    Escape(reason, html);
                    html.Append("</summary>");
                }

                Add(spoiler.Content, html);
                html.Append("</details>");
                break;
            default:
                throw new InvalidOperationException($"No HTML for {block.GetType().Name}.");
        }
    }

    private static void Add(RichBlock.List list, StringBuilder html)
    {
        html.Append(list.Start switch
        {
            null => "<ul>",
            1 => "<ol>",
            { } start => string.Create(CultureInfo.InvariantCulture, $"<ol start=\"{start}\">"),
        });
        foreach (var item in list.Items)
        {
            html.Append("<li>");
            Add(item.Content, html);
            if (item.Below is { } below)
            {
                Add(below, html);
            }

            html.Append("</li>");
        }

        html.Append(list.Start is null ? "</ul>" : "</ol>");
    }

    private static void Add(Sequence<RichInline> content, StringBuilder html)
    {
        foreach (var inline in content)
        {
            Add(inline, html);
        }
    }

    private static void Add(RichInline inline, StringBuilder html)
    {
        switch (inline)
        {
            case RichInline.Text text:
                EscapeLines(text.Value, html);
                break;
            case RichInline.Code code:
                html.Append("<code>");
                Escape(code.Value, html);
                html.Append("</code>");
                break;
            case RichInline.Strong strong:
                Add("strong", strong.Content, html);
                break;
            case RichInline.Emphasis emphasis:
                Add("em", emphasis.Content, html);
                break;
            case RichInline.Strike strike:
                Add("del", strike.Content, html);
                break;
            case RichInline.Spoiler spoiler:
                html.Append("<span data-mx-spoiler=\"");
                Escape(spoiler.Reason ?? "", html);
                html.Append("\">");
                Add(spoiler.Content, html);
                html.Append("</span>");
                break;
            case RichInline.Mention mention:
                AddLink(HtmlLinks.To(mention.Who.Value), [new RichInline.Text(mention.Name)], html);
                break;
            case RichInline.Link link when HtmlLinks.IsPermitted(link.Uri):
                AddLink(link.Uri, link.Content.Count == 0 ? [new RichInline.Text(link.Uri)] : link.Content, html);
                break;
            case RichInline.Link link:
                Add(link.Content, html);
                Escape(link.Content.Count == 0 ? link.Uri : $" <{link.Uri}>", html);
                break;
            default:
                throw new InvalidOperationException($"No HTML for {inline.GetType().Name}.");
        }
    }

    private static void Add(string tag, Sequence<RichInline> content, StringBuilder html)
    {
        html.Append('<').Append(tag).Append('>');
        Add(content, html);
        html.Append("</").Append(tag).Append('>');
    }

    private static void AddLink(string uri, Sequence<RichInline> content, StringBuilder html)
    {
        html.Append("<a href=\"");
        Escape(uri, html);
        html.Append("\">");
        Add(content, html);
        html.Append("</a>");
    }

    private static void EscapeLines(string text, StringBuilder html)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            html.Append(i == 0 ? "" : "<br>");
            Escape(lines[i], html);
        }
    }

    private static void Escape(string text, StringBuilder html)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\0' => html.Append('\uFFFD'),
                _ => html.Append(c),
            };
        }
    }
}
