using XmppGateway.EndToEnd.Tests;

namespace XmppGateway.Chaos.Bed;

/// <summary>The gateway's wall clock, which can be put forward and back while it runs (libfaketime). Its monotonic clock goes on.</summary>
public sealed class WallClock(string file)
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private static readonly string[] Libraries = [Library, Library.Replace("x86_64", "aarch64", StringComparison.Ordinal)];

    /// <summary>How far it jumps.</summary>
    public static IReadOnlyList<TimeSpan> Steps { get; } =
        [TimeSpan.FromHours(1), TimeSpan.FromSeconds(-37), TimeSpan.FromHours(-1), TimeSpan.FromSeconds(90), TimeSpan.FromHours(26)];

    /// <summary>Variables for the gateway; null, and why, when there is no libfaketime.</summary>
    public async Task<(IReadOnlyDictionary<string, string>? Variables, string WhyNot)> PrepareAsync()
    {
        var install = await Shell.RunAsync("bash", [Repository.PathOf("tests", "servers", "install.sh"), "libfaketime"]);
        if (Libraries.FirstOrDefault(File.Exists) is not { } library)
            return (null, $"there is no libfaketime ({install.Error.Trim()})");
        Set(TimeSpan.Zero);
        return (
            new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = file,
                ["FAKETIME_CACHE_DURATION"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["DONT_FAKE_MONOTONIC"] = "1", // its name in versions before 0.9.9
            },
            "");
    }

    /// <summary>Seen within a second.</summary>
    public void Set(TimeSpan offset)
    {
        // Renamed into place: a file that is being written says nothing.
        File.WriteAllText(file + ".new", string.Create(null, stackalloc char[32], $"{offset.TotalSeconds:+0;-0;+0}\n"));
        File.Move(file + ".new", file, overwrite: true);
    }
}
