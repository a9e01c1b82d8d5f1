using System.Globalization;
using System.Text;

namespace XmppGateway.Metrics;

/// <summary>
/// Writes metrics in the text format 0.0.4 of Prometheus, with names as OpenTelemetry maps them: dots become underscores, units and
/// <c>_total</c> are suffixes.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IReadOnlyList<MetricFamily> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            if (family.Series is { Count: > 0 } series)
            {
                Write(text, family, series);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily family, IReadOnlyList<(LabelValues Labels, MetricSeries Series)> all)
    {
        var name = NameOf(family);
        if (family.Description is { Length: > 0 } description)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description, isLabel: false)).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(family.Kind)).Append('\n');
        foreach (var (labels, series) in all)
        {
            if (family.Kind != MetricKind.Histogram)
            {
                Line(text, name, labels, null, series.Value);
                continue;
            }

            var (buckets, sum) = series.Read();
            foreach (var (bound, count) in buckets)
            {
                Line(text, name + "_bucket", labels, Number(bound), count);
            }

            Line(text, name + "_sum", labels, null, sum);
            Line(text, name + "_count", labels, null, buckets[^1].Count);
        }
    }

    private static void Line(StringBuilder text, string name, LabelValues labels, string? bound, double value)
    {
        text.Append(name);
        var open = '{';
        foreach (var (key, content) in labels.All)
        {
            text.Append(open).Append(Identifier(key)).Append("=\"").Append(Escape(content, isLabel: true)).Append('"');
            open = ',';
        }

        if (bound is not null)
        {
            text.Append(open).Append("le=\"").Append(bound).Append('"');
            open = ',';
        }

        text.Append(open == ',' ? "} " : " ").Append(Number(value)).Append('\n');
    }

    private static string NameOf(MetricFamily family)
    {
        var suffix = family.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Identifier(family.Name);
        name = name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
        return family.Kind == MetricKind.Counter ? name + "_total" : name;
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Identifier(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escape(string text, bool isLabel)
    {
        var escaped = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
