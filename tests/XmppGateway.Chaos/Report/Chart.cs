using System.Globalization;
using System.Text;

namespace XmppGateway.Chaos.Report;

/// <summary>Memory and queue over time as SVG: two curves, each with its own scale from nothing to its highest value.</summary>
public static class Chart
{
    private const int Width = 800, Height = 300, Margin = 60;

    public static string Draw(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var svg = new StringBuilder();
        var last = Math.Max(1, samples.Select(sample => sample.Seconds).DefaultIfEmpty(1).Max());
        var most = Math.Max(1, samples.Select(sample => sample.Mebibytes).DefaultIfEmpty(1).Max());
        var longest = Math.Max(1, samples.Select(sample => sample.Queue ?? 0).DefaultIfEmpty(1).Max());
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Add(svg, $"<path d=\"M{Margin},20 V{Height - 40} H{Width - Margin} V20\" fill=\"none\" stroke=\"#888\"/>");
        Add(svg, $"<text x=\"{Margin - 6}\" y=\"24\" text-anchor=\"end\" fill=\"#1b6ca8\">{most:0} MiB</text>");
        Add(svg, $"<text x=\"{Width - Margin + 6}\" y=\"24\" fill=\"#b5541c\">{longest:0}</text>");
        Add(svg, $"<text x=\"{Margin}\" y=\"{Height - 22}\">0 s</text><text x=\"{Width - Margin}\" y=\"{Height - 22}\" text-anchor=\"end\">{last:0} s</text>");
        Add(svg, $"<text x=\"{Width / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\"><tspan fill=\"#1b6ca8\">memory (RSS)</tspan>  <tspan fill=\"#b5541c\">messages that wait</tspan></text>");
        Curve(svg, "#b5541c", samples.Where(sample => sample.Queue is not null).Select(sample => (sample.Seconds / last, sample.Queue!.Value / longest)));
        Curve(svg, "#1b6ca8", samples.Select(sample => (sample.Seconds / last, sample.Mebibytes / most)));
        Add(svg, $"</svg>");
        return svg.ToString();
    }

    /// <param name="points">Between 0 and 1 each.</param>
    private static void Curve(StringBuilder svg, string colour, IEnumerable<(double X, double Y)> points)
    {
        var places = points.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{Margin + (point.X * (Width - (2 * Margin))):0.#},{Height - 40 - (point.Y * (Height - 60)):0.#}"));
        Add(svg, $"<polyline points=\"{string.Join(' ', places)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
