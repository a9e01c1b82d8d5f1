using System.Globalization;
using XmppGateway.Benchmarks.Report;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>What was found, beside the server alone and our bare component.</summary>
internal static class ComparePage
{
    public static ReportPage Of(string server, Plan plan, IReadOnlyList<(string Name, string Value)> machine, IReadOnlyList<Subject> subjects, IReadOnlyList<string> notes)
    {
        var ceiling = Figures.Median(subjects[0].Rates);
        var (ownRate, ownCpu) = (Figures.Median(subjects[1].Rates), subjects[1].CpuSecondsPerThousand);
        string[] head =
        [
            "through the server and back", "what differs", "messages/s, median (least to most)", "times server alone", "times our echo", "alone, median / p99 ms",
            "median, times server alone", "times our echo", "at once after another, median / p99 ms", "CPU s a 1,000", "times our echo", "RSS MiB",
        ];
        var rows = subjects.Select(IReadOnlyList<string> (subject) =>
        {
            var (rate, alone) = (Figures.Median(subject.Rates), Figures.Median(subject.Alone));
            return
            [
                subject.Name, subject.Differs, $"{BarChart.Number(rate)} ({BarChart.Number(Figures.At(subject.Rates, 0))} to {BarChart.Number(Figures.At(subject.Rates, 1))})",
                Times(rate, ceiling), Times(rate, ownRate), $"{BarChart.Number(alone)} / {BarChart.Number(Figures.At(subject.Alone, 0.99))}",
                Times(alone, Figures.Median(subjects[0].Alone)), Times(alone, Figures.Median(subjects[1].Alone)),
                $"{BarChart.Number(Figures.Median(subject.AtOnce))} / {BarChart.Number(Figures.At(subject.AtOnce, 0.99))}",
                Cpu(subject.CpuSecondsPerThousand), Times(subject.CpuSecondsPerThousand, ownCpu),
                BarChart.Number(subject.Mebibytes),
            ];
        }).ToList();
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.N:N0} messages a pass, at most {plan.Window} without answer, {plan.Passes} passes in turn after one that is not counted; then {plan.Alone} one at a time at once after each other, and {plan.Alone} with {plan.Pause} ms between them.");
        return new ReportPage(
            $"Beside others, on {server}",
            machine,
            [new ReportTable("Messages", head, rows)],
            [
                Chart("Messages a second", "1/s", subject => Figures.Median(subject.Rates)),
                Chart("One message alone, median", "ms", subject => Figures.Median(subject.Alone)),
                Chart("CPU of 1,000 messages", "ms", subject => subject.CpuSecondsPerThousand * 1000),
                Chart("Memory", "MiB RSS", subject => subject.Mebibytes),
            ],
            [
                about,
                "CPU and memory are the component's process alone; the server, the load and (for biboumi) ngircd run on the same cores.",
                .. notes,
                "The Matrix gateway of ejabberd (mod_matrix_gw, in Debian's backports) is not compared: it takes part in the federation of Matrix itself, over HTTPS with another homeserver.",
            ]);

        BarChart Chart(string title, string unit, Func<Subject, double?> value) =>
            new(title, unit, [.. subjects.Select(subject => (subject.Name, value(subject)))]);
    }

    private static string Times(double? value, double? basis) => BarChart.Number(Figures.Ratio(value, basis));

    private static string Cpu(double? seconds) => seconds is { } number ? number.ToString("F3", CultureInfo.InvariantCulture) : "–";
}
