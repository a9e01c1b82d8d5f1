using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Trimming;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>HTML mail as text with structure: what a browser would show, without what a chat does not want to see. Pure; never throws.</summary>
internal static class HtmlMail
{
    /// <summary>Characters of a page that are read.</summary>
    public const int Longest = 512 * 1024;

    /// <summary>What is shown, and the text of what is not.</summary>
    public static (Sequence<RichBlock> Visible, string Cut) Read(string html, bool trims, bool isForward)
    {
        var units = Units(html.Length > Longest ? html[..Longest] : html);
        if (!trims)
        {
            return (HtmlUnit.Join(units), "");
        }

        var lines = new List<string>();
        var hints = new List<LineHint>();
        foreach (var unit in units)
        {
            if (unit.HasGap)
            {
                lines.Add("");
                hints.Add(LineHint.None);
            }

            lines.AddRange(unit.Lines);
            hints.AddRange(unit.Lines.Select((_, i) => i == 0 || unit.Hint != LineHint.BeginsOther ? unit.Hint : LineHint.None));
        }

        var keep = ReplyTrimmer.Keep(lines, isForward, hints);
        var kept = new List<HtmlUnit>();
        var at = 0;
        foreach (var unit in units)
        {
            at += unit.HasGap ? 1 : 0;
            if (Enumerable.Range(at, unit.Lines.Count).Any(line => keep[line]))
            {
                Array.Fill(keep, true, at, unit.Lines.Count);
                kept.Add(unit);
            }

            at += unit.Lines.Count;
        }

        return (HtmlUnit.Join(kept), string.Join('\n', lines.Where((_, i) => !keep[i])).Trim('\n'));
    }

    private static IReadOnlyList<HtmlUnit> Units(string html)
    {
        using var document = HtmlTree.Parse(html);
        if (document is null)
        {
            return [.. HtmlScan.Strip(html).Split('\n').Select(line => new HtmlUnit(new RichBlock.Paragraph([new RichInline.Text(line)]), LineHint.None, false))];
        }

        var flow = new HtmlFlow();
        if (document.Body is { } body)
        {
            HtmlWalk.Children(body, flow, 0);
        }

        return flow.Take();
    }
}
