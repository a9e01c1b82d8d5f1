using System.Diagnostics;
using System.Globalization;

namespace XmppGateway.Benchmarks.Wire;

/// <summary>
/// Stanzas per second and CPU per stanza of a component alone: read, check, route to a handler, answer. Each component is a child
/// process, so that its CPU time does not hold the load's.
/// </summary>
internal static class WireBenchmark
{
    public const string Python = "/usr/bin/python3";

    public static int Run(string[] args)
    {
        var n = Options.Number(args, "--n", 200_000);
        var passes = Options.Number(args, "--passes", 4);
        Console.WriteLine($"{n} message stanzas of 300 bytes a pass, as fast as the socket takes them; {Environment.ProcessorCount} cores.");
        Console.WriteLine("| component | pass | stanzas/s | CPU us a stanza | RSS MiB |");
        Console.WriteLine("|---|---|---|---|---|");
        Measure("this library", n, passes, (port, domain) => Children.Self("library-echo", port, domain));
        Measure("raw XmlReader/XmlWriter", n, passes, (port, domain) => Children.Self("raw-echo", port, domain));
        if (HasSlixmpp())
        {
            Measure("slixmpp", Math.Min(n, 30_000), 2, (port, domain) => Children.Start(Python, "-c", SlixmppEcho.Script, port, domain));
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
            Children.End(component);
        }
    }

    public static bool HasSlixmpp()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import slixmpp"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
