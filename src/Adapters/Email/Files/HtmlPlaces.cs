using System.Globalization;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Html;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>
/// Which pictures of an HTML mail are in what its author says now, and which in what is left out, signatures and quotations. Marks are put beside them,
/// and it is looked where these come out: so the answer is that of the text. Pure.
/// </summary>
/// <param name="Shown">The Content-IDs of pictures in what is shown.</param>
/// <param name="Hidden">Those of pictures in what is left out, and nowhere else.</param>
/// <param name="HasTable">What is shown holds a table or a layout, of which a chat shows only the words.</param>
internal sealed record HtmlPlaces(IReadOnlySet<string> Shown, IReadOnlySet<string> Hidden, bool HasTable)
{
    public static readonly HtmlPlaces None = new(new HashSet<string>(), new HashSet<string>(), false);

    // Private use: what a mail has of these means nothing to anybody else.
    private const char Open = '\uE0F0';
    private const char Close = '\uE0F1';
    private const char Table = '\uE0F2';
    private const int Longest = 512 * 1024;
    private const int Most = 200;

    private static readonly Regex Places = new(
        "<table\\b|<img\\b[^>]*?\\bsrc\\s*=\\s*[\"']?\\s*cid:([^\"'\\s>]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static HtmlPlaces Find(string html, bool isForward)
    {
        var clean = (html.Length > Longest ? html[..Longest] : html).Replace(Open, ' ').Replace(Close, ' ').Replace(Table, ' ');
        var ids = new List<string>();
        var marked = Places.Replace(clean, match =>
        {
            if (!match.Groups[1].Success)
            {
                return Table + match.Value;
            }

            ids.Add(ids.Count < Most ? Uri.UnescapeDataString(match.Groups[1].Value) : "");
            return ids.Count <= Most ? string.Create(CultureInfo.InvariantCulture, $"{Open}{ids.Count - 1}{Close}{match.Value}") : match.Value;
        });
        if (ReferenceEquals(marked, clean) || marked == clean)
        {
            return None;
        }

        var (blocks, cut) = HtmlMail.Read(marked, trims: true, isForward);
        var visible = RichText.Of([.. blocks]).Plain;
        var shown = Marks(visible, ids);
        var hidden = Marks(cut, ids);
        hidden.ExceptWith(shown);
        return new HtmlPlaces(shown, hidden, visible.Contains(Table, StringComparison.Ordinal));
    }

    private static HashSet<string> Marks(string text, List<string> ids)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = text.IndexOf(Open, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Open, at + 1))
        {
            var end = text.IndexOf(Close, at);
            if (end > 0 && int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < ids.Count)
            {
                found.Add(ids[index]);
            }
        }

        return found;
    }
}
