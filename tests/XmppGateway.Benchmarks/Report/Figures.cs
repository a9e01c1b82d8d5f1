namespace XmppGateway.Benchmarks.Report;

/// <summary>What is said of several measurements.</summary>
internal static class Figures
{
    /// <summary>The value below which this share lies; the most for a share of 1. NaN of nothing.</summary>
    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)(sorted.Length * share), 0, sorted.Length - 1)];
    }

    /// <summary>The upper one of two in the middle.</summary>
    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    /// <summary>How many times <paramref name="basis"/>; null where one of both says nothing.</summary>
    public static double? Ratio(double? value, double? basis) =>
        value is { } number && basis is { } one && double.IsFinite(number) && double.IsFinite(one) && one != 0 ? number / one : null;
}
