using System.Globalization;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Conformance;

/// <summary>How many of a corpus are right, and which are not.</summary>
internal sealed class Score(string name)
{
    private static readonly Lock Printing = new();

    private readonly List<string> _wrong = [];
    private int _all;
    private double _threshold;

    public double Percent => _all == 0 ? 0 : 100.0 * (_all - _wrong.Count) / _all;

    public void Count(string what, bool right, string details)
    {
        _all++;
        if (!right)
        {
            _wrong.Add($"{name} {what}: {details}");
        }
    }

    public Score AtLeast(double percent)
    {
        _threshold = percent;
        return this;
    }

    /// <summary>Prints the scores, in the log of tests/run.sh too, and fails when one is below its threshold.</summary>
    public static void Report(string corpus, params Score[] scores)
    {
        var line = $"SCORE {corpus}: " + string.Join(", ", scores.Select(score => score.ToString()));
        TestContext.Current.SendDiagnosticMessage(line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("SCORES_FILE") is { Length: > 0 } file)
        {
            lock (Printing)
            {
                File.AppendAllText(file, line + "\n");
            }
        }

        foreach (var wrong in scores.SelectMany(score => score._wrong))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(wrong);
        }

        Assert.All(scores, score => Assert.True(score.Percent >= score._threshold, $"{score} is below {score._threshold} %"));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {_all - _wrong.Count} of {_all} ({Percent:0.0} %)");
}
