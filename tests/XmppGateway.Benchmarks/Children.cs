using System.Diagnostics;

namespace XmppGateway.Benchmarks;

/// <summary>Child processes: what is measured runs in a process of its own, so that its CPU time does not hold the load's.</summary>
internal static class Children
{
    /// <summary>This program with other arguments.</summary>
    public static Process Self(params string[] args) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? Start(Environment.ProcessPath!, [typeof(Children).Assembly.Location, .. args])
            : Start(Environment.ProcessPath!, args);

    public static Process Start(string program, params string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    /// <summary>Ends it; a benchmark has nothing to lose.</summary>
    public static void End(Process child)
    {
        child.Kill();
        child.WaitForExit();
    }
}
