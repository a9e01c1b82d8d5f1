using System.Globalization;
using System.Text;

namespace XmppGateway.Abstractions;

/// <summary>
/// Writes a tree as HTML: the walk, and the elements that are the same everywhere. An heir is the dialect of a network: what hides, who is mentioned, where a
/// link may lead. One object writes one text. Trees are shallow (<see cref="RichText"/>), so it may be done by recursion.
/// </summary>
public abstract class RichTextHtml
{
    /// <summary>What is written so far.</summary>
    protected StringBuilder Html { get; } = new();

    /// <summary>A text in which nothing is a tag, in an attribute too.</summary>
    protected static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\0' => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>True for what a reader may be led to by a click.</summary>
    protected abstract bool IsPermitted(string uri);

    /// <summary>Lines of code.</summary>
    protected abstract void Add(RichBlock.Code code);

    /// <summary>Blocks that are hidden until the reader wants to see them.</summary>
    protected abstract void Add(RichBlock.Spoiler spoiler);

    /// <summary>A part of a line that is hidden until the reader wants to see it.</summary>
    protected abstract void Add(RichInline.Spoiler spoiler);

    /// <summary>Somebody's name.</summary>
    protected abstract void Add(RichInline.Mention mention);

    /// <summary>Text, whose line ends are ends of lines.</summary>
    protected virtual void Add(RichInline.Text text) => Html.Append(Escape(text.Value).Replace("\n", "<br>", StringComparison.Ordinal));

    /// <summary>What stands behind each block.</summary>
    protected virtual void EndBlock()
    {
    }

    /// <summary>Blocks below each other.</summary>
    protected void Add(Sequence<RichBlock> blocks)
    {
        foreach (var block in blocks)
        {
            Add(block);
            EndBlock();
        }
    }

    /// <summary>The parts of a line.</summary>
    protected void Add(Sequence<RichInline> content)
    {
        foreach (var inline in content)
        {
            Add(inline);
        }
    }

    /// <summary>An element with parts of a line in it.</summary>
    protected void AddElement(string name, Sequence<RichInline> content)
    {
        Html.Append('<').Append(name).Append('>');
        Add(content);
        Html.Append("</").Append(name).Append('>');
    }

    /// <summary>A link; the caller knows that it may be followed.</summary>
    protected void AddLink(string uri, Sequence<RichInline> content)
    {
        Html.Append("<a href=\"").Append(Escape(uri)).Append("\">");
        Add(content);
        Html.Append("</a>");
    }

    private void Add(RichBlock block)
    {
        switch (block)
        {
            case RichBlock.Paragraph paragraph:
                AddElement("p", paragraph.Content);
                break;
            case RichBlock.Quote quote:
                Html.Append("<blockquote>");
                Add(quote.Content);
                Html.Append("</blockquote>");
                break;
            case RichBlock.Code code:
                Add(code);
                break;
            case RichBlock.List list:
                Add(list);
                break;
            case RichBlock.Spoiler spoiler:
                Add(spoiler);
                break;
            default:
                throw new InvalidOperationException($"No HTML for {block.GetType().Name}.");
        }
    }

    private void Add(RichBlock.List list)
    {
        Html.Append(list.Start switch
        {
            null => "<ul>",
            1 => "<ol>",
            { } start => string.Create(CultureInfo.InvariantCulture, $"<ol start=\"{start}\">"),
        });
        foreach (var item in list.Items)
        {
            Html.Append("<li>");
            Add(item.Content);
            if (item.Below is { } below)
            {
                Add(below);
            }

            Html.Append("</li>");
        }

        Html.Append(list.Start is null ? "</ul>" : "</ol>");
    }

    private void Add(RichInline inline)
    {
        switch (inline)
        {
            case RichInline.Text text:
                Add(text);
                break;
            case RichInline.Code code:
                Html.Append("<code>").Append(Escape(code.Value)).Append("</code>");
                break;
            case RichInline.Strong strong:
                AddElement("strong", strong.Content);
                break;
            case RichInline.Emphasis emphasis:
                AddElement("em", emphasis.Content);
                break;
            case RichInline.Strike strike:
                AddElement("del", strike.Content);
                break;
            case RichInline.Spoiler spoiler:
                Add(spoiler);
                break;
            case RichInline.Mention mention:
                Add(mention);
                break;
            case RichInline.Link link when IsPermitted(link.Uri):
                AddLink(link.Uri, link.Content.Count == 0 ? [new RichInline.Text(link.Uri)] : link.Content);
                break;
            case RichInline.Link link:
                // Still told, so that nobody is fooled by the words.
                Add(link.Content);
                Html.Append(Escape(link.Content.Count == 0 ? link.Uri : $" <{link.Uri}>"));
                break;
            default:
                throw new InvalidOperationException($"No HTML for {inline.GetType().Name}.");
        }
    }
}
