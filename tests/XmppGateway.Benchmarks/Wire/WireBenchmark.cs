using System.Diagnostics;
using System.Globalization;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>
/// Stanzas per second and CPU per stanza of a component alone: read, check, route to a handler, answer. Each component is a child
/// process, so that its CPU time does not hold the load's.
/// </summary>
internal static class WireBenchmark
{
    private const string Python = "/usr/bin/python3";

    public static int Run(string[] args)
    {
        var n = Option(args, "--n", 200_000);
        var passes = Option(args, "--passes", 4);
        Console.WriteLine($"{n} message stanzas of 300 bytes a pass, as fast as the socket takes them; {Environment.ProcessorCount} cores.");
        Console.WriteLine("| component | pass | stanzas/s | CPU us a stanza | RSS MiB |");
        Console.WriteLine("|---|---|---|---|---|");
        Measure("this library", n, passes, Self("library-echo"));
        Measure("raw XmlReader/XmlWriter", n, passes, Self("raw-echo"));
        if (HasSlixmpp())
        {
            Measure("slixmpp", Math.Min(n, 30_000), 2, (port, domain) => Start(Python, "-c", SlixmppEcho.Script, port, domain));
        }
        else
        {
            Console.WriteLine($"slixmpp is skipped: {Python} does not have it.");
        }

        return 0;
    }

    private static void Measure(string name, int n, int passes, Func<string, string, Process> start)
    {
        const string domain = "echo.localhost";
        using var peer = new LoadPeer(domain, n);
        using var component = start(peer.Port.ToString(CultureInfo.InvariantCulture), domain);
        try
        {
            peer.Accept();
            for (var pass = 1; pass <= passes; pass++)
            {
                component.Refresh();
                var cpu = component.TotalProcessorTime;
                var elapsed = peer.Run();
                component.Refresh();
                cpu = component.TotalProcessorTime - cpu;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {pass} | {n / elapsed.TotalSeconds:N0} | {cpu.TotalMicroseconds / n:F2} | {component.WorkingSet64 >> 20} |"));
            }
        }
        finally
        {
            component.Kill();
            component.WaitForExit();
        }
    }

    private static Func<string, string, Process> Self(string command) => (port, domain) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? Start(Environment.ProcessPath!, typeof(WireBenchmark).Assembly.Location, command, port, domain)
            : Start(Environment.ProcessPath!, command, port, domain);

    private static Process Start(string program, params string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;

    private static bool HasSlixmpp()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import slixmpp"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    private static int Option(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
