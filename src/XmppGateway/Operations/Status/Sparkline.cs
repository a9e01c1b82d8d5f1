using System.Globalization;

namespace XmppGateway.Operations.Status;

/// <summary>A small chart of a row of numbers, as SVG that needs nothing else. Pure.</summary>
internal static class Sparkline
{
    private const int Width = 180;
    private const int Height = 36;

    /// <param name="title">For those who do not see it.</param>
    /// <param name="values">Not negative; the oldest first.</param>
    public static string Draw(string title, IReadOnlyList<long> values)
    {
        var most = Math.Max(1, values.Max());
        var step = (double)Width / values.Count;
        var bars = string.Concat(values.Select((value, i) => value == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{i * step:0.##}\" y=\"{Height - (Height * (double)value / most):0.##}\" width=\"{step * 0.8:0.##}\" height=\"{Height * (double)value / most:0.##}\"/>")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\"><title>{Html.Encode(title)}</title>{bars}</svg>");
    }
}
