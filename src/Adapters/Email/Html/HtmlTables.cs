using AngleSharp.Dom;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>Tells tables that hold data from those that only lay out a page, and writes rows of the first on one line.</summary>
internal static class HtmlTables
{
    private const int MostNodes = 100;
    private const int LongestCell = 80;

    /// <summary>A row of several short cells that hold nothing but words.</summary>
    public static bool IsRowOfData(IElement row)
    {
        var cells = row.Children.Where(cell => cell.LocalName is "td" or "th").ToList();
        return cells.Count > 1 && cells.TrueForAll(IsShort);
    }

    public static void AddRow(IElement row, HtmlFlow flow, int depth)
    {
        flow.Block();
        foreach (var cell in row.Children.Where(cell => !HtmlElements.IsHidden(cell)))
        {
            if (!flow.IsAtStart)
            {
                flow.Text(" | ");
            }

            HtmlWalk.Children(cell, flow, depth + 1);
        }

        flow.Block();
    }

    private static bool IsShort(IElement cell)
    {
        int nodes = 0, length = 0;
        foreach (var node in cell.Descendants())
        {
            length += node is IText text ? text.Data.Trim().Length : 0;
            if (++nodes > MostNodes || length > LongestCell
                || node is IElement { LocalName: "table" or "p" or "div" or "br" or "ul" or "ol" or "blockquote" or "pre" or "img" })
            {
                return false;
            }
        }

        return true;
    }
}
