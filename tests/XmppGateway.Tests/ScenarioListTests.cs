using System.Text.RegularExpressions;
using Xunit;

namespace XmppGateway.Tests;

/// <summary><c>tests/SCENARIOS.md</c> lists every end-to-end scenario with the classes that run it, and nothing that does not exist.</summary>
public sealed partial class ScenarioListTests
{
    private const string Nobody = "-";
    private static readonly string Tests = Path.Combine(SourceTree.Root, "tests");

    [Fact]
    public void Every_scenario_is_listed_once_with_the_classes_that_run_it()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Tests, "SCENARIOS.md")))
            .Select(row => $"{row.Groups[1].Value} | {row.Groups[2].Value} | {row.Groups[3].Value}").ToList();
        var written = Written().ToList();

        Assert.True(written.Count > 50);
        Assert.Empty(written.Except(listed));
        Assert.Empty(listed.Except(written));
        Assert.Equal(listed.Distinct(), listed);
    }

    [Fact]
    public void Every_test_that_stands_for_a_topic_exists()
    {
        var named = Topic().Matches(File.ReadAllText(Path.Combine(Tests, "SCENARIOS.md")))
            .SelectMany(row => Name().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        var written = SourceTree.Code(Tests)
            .SelectMany(file => File.ReadAllText(file) is var text && AnyClass().Match(text) is { Success: true } subject
                ? AnyMethod().Matches(text).Select(method => $"{subject.Groups[1].Value}.{method.Groups[1].Value}")
                : [])
            .ToHashSet(StringComparer.Ordinal);

        Assert.True(named.Count > 50);
        Assert.Empty(named.Except(written));
    }

    // "Class.Method | class on Prosody | class on ejabberd"
    private static IEnumerable<string> Written()
    {
        foreach (var file in SourceTree.Code(Path.Combine(Tests, "XmppGateway.EndToEnd.Tests", "Scenarios")))
        {
            var text = File.ReadAllText(file);
            if (ScenarioClass().Match(text) is not { Success: true } subject)
            {
                continue;
            }

            var name = subject.Groups[1].Value;
            var runners = RunnerClass().Matches(text).Where(runner => runner.Groups[3].Value == name)
                .ToDictionary(runner => runner.Groups[1].Value, runner => $"`{runner.Groups[2].Value}`");
            foreach (Match method in TestMethod().Matches(text))
            {
                yield return $"{name}.{method.Groups[1].Value} | {runners.GetValueOrDefault("Prosody", Nobody)} | {runners.GetValueOrDefault("Ejabberd", Nobody)}";
            }
        }
    }

    [GeneratedRegex(@"^\| [^|]+ \| `([\w.]+)` \| (`\w+`|-) \| (`\w+`|-) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| [^|]+ \| ((?:`\w+\.\w+`(?:, )?)+) \|$", RegexOptions.Multiline)]
    private static partial Regex Topic();

    [GeneratedRegex(@"`([\w.]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^public (?:abstract |sealed )?(?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex AnyClass();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex AnyMethod();

    [GeneratedRegex(@"^public (?:abstract|sealed) (?:partial )?class (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex ScenarioClass();

    [GeneratedRegex(@"\[Collection<\w*On(Prosody|Ejabberd)>\]\s+public sealed class (\w+)\(\w+ \w+\) : (\w+)\(")]
    private static partial Regex RunnerClass();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\n]*\]\s+(?:\[[^\n]*\]\s+)*public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex TestMethod();
}
