using System.Net;
using System.Text;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>A look at HTML without a parser, in one pass: mail that nests deeper than any author does is only stripped of its tags.</summary>
internal static class HtmlScan
{
    /// <summary>The text without its tags, one line a block.</summary>
    public static string Strip(string html)
    {
        var result = new StringBuilder(html.Length);
        var position = 0;
        while (position < html.Length)
        {
            var tag = html.IndexOf('<', position);
            if (tag < 0)
            {
                break;
            }

            result.Append(html, position, tag - position);
            var name = TagName(html, tag, out var closes);
            if (name is "br" or "p" or "div" or "tr" or "li" or "blockquote")
            {
                result.Append('\n');
            }

            var end = html.IndexOf('>', tag);
            if (!closes && name is "script" or "style")
            {
                var rest = html.IndexOf("</" + name.ToString(), tag, StringComparison.OrdinalIgnoreCase);
                end = rest < 0 ? -1 : html.IndexOf('>', rest);
            }

            position = end < 0 ? html.Length : end + 1;
        }

        result.Append(html, position, html.Length - position);
        var lines = WebUtility.HtmlDecode(result.ToString()).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines);
    }

    private static ReadOnlySpan<char> TagName(string html, int at, out bool closes)
    {
        closes = at + 1 < html.Length && html[at + 1] == '/';
        var rest = html.AsSpan(at + (closes ? 2 : 1));
        rest = rest[..Math.Min(rest.Length, 16)];
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetterOrDigit(rest[end]))
        {
            end++;
        }

        return end > 0 && char.IsAsciiLetter(rest[0]) ? rest[..end].ToString().ToLowerInvariant() : default;
    }
}
