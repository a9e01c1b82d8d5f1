using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace XmppGateway.Benchmarks.Report;

/// <summary>What a figure is worth nothing without: the machine, the versions, the command, the date, and what else was going on.</summary>
internal static class MeasuredOn
{
    public static IReadOnlyList<(string Name, string Value)> Read(string subcommand, string[] args, params string[] packages) =>
    [
        ("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("command", $"XmppGateway.Benchmarks {subcommand} {string.Join(' ', args)}"),
        ("processor", $"{First("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores"),
        ("memory", First("/proc/meminfo", "MemTotal")),
        ("load before", string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))),
        ("system", $"{First("/etc/os-release", "PRETTY_NAME").Trim('"')}, {RuntimeInformation.FrameworkDescription}"),
        .. packages.Select(package => (package, VersionOf(package))),
    ];

    private static string First(string file, string name) => File.ReadLines(file)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOfAny([':', '=']) + 1)..].Trim())
        .FirstOrDefault("unknown");

    private static string VersionOf(string package)
    {
        using var query = Process.Start(
            new ProcessStartInfo("dpkg-query", ["-W", "-f", "${Version}", package]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var version = query.StandardOutput.ReadToEnd();
        query.WaitForExit();
        return version.Length > 0 ? version : "not installed";
    }
}
