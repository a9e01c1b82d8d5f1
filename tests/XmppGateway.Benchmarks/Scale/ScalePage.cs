using System.Globalization;
using XmppGateway.Benchmarks.Report;

namespace XmppGateway.Benchmarks.Scale;

/// <summary>How much is started and sent.</summary>
internal sealed record ScalePlan(int Users, int Runs, int N, int Alone);

/// <summary>What was measured with so many contacts; times in milliseconds.</summary>
internal sealed record ScaleFigures(int Contacts)
{
    public double StoreMebibytes { get; init; }

    public List<double> Ready { get; } = [];

    public List<double> Idle { get; } = [];

    public List<double> LoggedIn { get; } = [];

    public List<double> Alone { get; } = [];

    public double? CpuMicroseconds { get; set; }
}

/// <summary>The figures, and how they grow.</summary>
internal static class ScalePage
{
    public static ReportPage Of(ScalePlan plan, IReadOnlyList<(string Name, string Value)> machine, IReadOnlyList<ScaleFigures> found)
    {
        var columns = new (string Name, Func<ScaleFigures, double?> Value)[]
        {
            ("store MiB", figures => figures.StoreMebibytes),
            ("ready after ms, median", figures => Figures.Median(figures.Ready)),
            ("RSS MiB then", figures => Figures.Median(figures.Idle)),
            ("RSS MiB after a login", figures => Figures.Median(figures.LoggedIn)),
            ("message alone, median ms", figures => Figures.Median(figures.Alone)),
            ("p99 ms", figures => Figures.At(figures.Alone, 0.99)),
            ("CPU µs a message", figures => figures.CpuMicroseconds),
        };
        string[] head = ["contacts stored", .. columns.Select(column => column.Name)];
        return new ReportPage(
            "With many contacts",
            machine,
            [
                new ReportTable("Figures", head, [.. found.Select(IReadOnlyList<string> (figures) =>
                    [Count(figures), .. columns.Select(column => BarChart.Number(column.Value(figures)))])]),
                new ReportTable("Times the first row", head, [.. found.Select(IReadOnlyList<string> (figures) =>
                    [Count(figures), .. columns.Select(column => BarChart.Number(Figures.Ratio(column.Value(figures), column.Value(found[0]))))])]),
            ],
            [
                .. columns.Skip(1).Select(column =>
                    new BarChart(column.Name, "by contacts stored", [.. found.Select(figures => (Count(figures), column.Value(figures)))])),
            ],
            [
                string.Create(CultureInfo.InvariantCulture, $"SQLite; contacts of {plan.Users:N0} users; {plan.Runs} starts after one that is not counted, on a disk's cache that is warm."),
                string.Create(CultureInfo.InvariantCulture, $"{plan.N:N0} messages to 500 contacts with at most 200 without receipt (CPU), then {plan.Alone} one at a time; the network is in the program."),
            ]);
    }

    private static string Count(ScaleFigures figures) => figures.Contacts.ToString("N0", CultureInfo.InvariantCulture);
}
