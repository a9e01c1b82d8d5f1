using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;

namespace XmppGateway.Benchmarks.Report;

/// <summary>A bar for each value, none where there is none. The same chart is the same text.</summary>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<(string Label, double? Value)> Bars)
{
    private const int Labels = 260;
    private const int Longest = 380;
    private const int Row = 26;
    private const int Head = 40;

    /// <summary>A picture without scripts, for a file of its own.</summary>
    public string ToSvg()
    {
        var most = Bars.Select(bar => Length(bar.Value)).DefaultIfEmpty().Max();
        var width = Labels + Longest + 120;
        var height = Head + (Bars.Count * Row) + 10;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"22\" font-size=\"15\" font-weight=\"bold\" fill=\"#222222\">{Escape($"{Title} ({Unit})")}</text>");
        for (var i = 0; i < Bars.Count; i++)
        {
            var (label, value) = Bars[i];
            var top = Head + (i * Row);
            var length = most > 0 ? Length(value) / most * Longest : 0;
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Labels - 8}\" y=\"{top + 16}\" text-anchor=\"end\" fill=\"#222222\">{Escape(label)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Labels}\" y=\"{top + 3}\" width=\"{length:F1}\" height=\"{Row - 8}\" fill=\"#3b6ea5\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Labels + length + 6:F1}\" y=\"{top + 16}\" fill=\"#222222\">{Number(value)}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>Three digits that say something; a dash for what is no number.</summary>
    public static string Number(double? value) => value is { } number && double.IsFinite(number)
        ? number.ToString(Math.Abs(number) switch { >= 100 => "N0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture)
        : "–";

    private static double Length(double? value) => value is { } number && double.IsFinite(number) ? Math.Max(0, number) : 0;

    // XML 1.0 §2.2: some characters may not even be escaped.
    private static string Escape(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(XmlConvert.IsXmlChar)));
}
