namespace XmppGateway.Chaos.Report;

/// <summary>What the samples say about memory.</summary>
/// <param name="SlopePerHour">MiB, of the straight line with the least squares through the second half of the run.</param>
/// <param name="Rise">What that line rises from the middle of the run to its end.</param>
/// <param name="Limit">How much it may rise to be called flat.</param>
public sealed record Memory(double Start, double Least, double Most, double SlopePerHour, double Rise, double Limit)
{
    /// <summary>The heap of a program that collects garbage goes up and down by this much anyway.</summary>
    private const double Noise = 8;
    private const double Share = 0.05;

    /// <summary>The rule, in words.</summary>
    public static string Rule { get; } =
        "flat: the least-squares line through the second half rises by at most 8 MiB, or 5 % of the mean of that half when that is more";

    public bool IsFlat => Rise <= Limit;

    /// <summary>Null without samples.</summary>
    public static Memory? Of(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0)
            return null;
        var middle = (samples[0].Seconds + samples[^1].Seconds) / 2;
        var half = samples.Where(sample => sample.Seconds >= middle).ToList();
        var slope = Slope(half);
        return new(
            samples[0].Mebibytes,
            samples.Min(sample => sample.Mebibytes),
            samples.Max(sample => sample.Mebibytes),
            slope * 3600,
            slope * (half[^1].Seconds - half[0].Seconds),
            Math.Max(Noise, Share * half.Average(sample => sample.Mebibytes)));
    }

    /// <summary>MiB per second.</summary>
    private static double Slope(List<Sample> samples)
    {
        var (x, y) = (samples.Average(sample => sample.Seconds), samples.Average(sample => sample.Mebibytes));
        var spread = samples.Sum(sample => (sample.Seconds - x) * (sample.Seconds - x));
        return spread == 0 ? 0 : samples.Sum(sample => (sample.Seconds - x) * (sample.Mebibytes - y)) / spread;
    }
}
