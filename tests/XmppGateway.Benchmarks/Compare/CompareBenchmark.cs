using System.Diagnostics;
using System.Globalization;
using XmppGateway.Benchmarks.Report;
using XmppGateway.Benchmarks.Wire;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>
/// The same messages of the same load through the same real server and back: the server alone, bare components, gateways. All stay attached;
/// the passes take turns, so that a slow minute hits all of them.
/// </summary>
internal static class CompareBenchmark
{
    private const string Library = "lib.localhost";
    private const string Slixmpp = "slixmpp.localhost";

    public static async Task<int> RunAsync(string[] args)
    {
        var plan = new Plan(
            Options.Number(args, "--n", 20_000),
            Options.Number(args, "--passes", 5),
            Options.Number(args, "--window", 200),
            Options.Number(args, "--alone", 40),
            Options.Number(args, "--pause", 60));
        var name = Options.Text(args, "--server") ?? "prosody";
        var machine = MeasuredOn.Read("compare", args, name, "python3-slixmpp", "biboumi", "ngircd");
        var notes = new List<string>();
        using var server = new TestServer(name, $"load mirror lib slixmpp example {BiboumiSubject.Name}");
        var children = new List<Process>();
        try
        {
            using var load = new EchoLoad(server.Port);
            using var mirror = new MirrorPeer(server.Port);
            var subjects = await StartAsync(server, load, Options.Text(args, "--program"), children, notes);
            await MeasureAsync(load, subjects, plan);
            var page = ComparePage.Of(name, plan, machine, subjects, notes);
            await Console.Out.WriteAsync(page.ToMarkdown(Path.GetFileNameWithoutExtension(Options.Text(args, "--report")) ?? "compare"));
            if (Options.Text(args, "--report") is { } file)
            {
                page.Write(file);
            }
        }
        finally
        {
            children.ForEach(End);
        }

        return 0;
    }

    private static async Task<List<Subject>> StartAsync(TestServer server, EchoLoad load, string? program, List<Process> children, List<string> notes)
    {
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        var subjects = new List<Subject>
        {
            new("server alone", "turned around in the load's process", null, Subject.Many("echo", MirrorPeer.Domain)),
            new("our library, bare echo", "no store", Add(Children.Self("library-echo", port, Library)), Subject.Many("echo", Library)),
        };
        if (WireBenchmark.HasSlixmpp())
        {
            subjects.Add(new(
                "slixmpp, bare echo", "no store", Add(Children.Start(WireBenchmark.Python, "-c", SlixmppEcho.Script, port, Slixmpp)), Subject.Many("echo", Slixmpp)));
        }
        else
        {
            notes.Add("slixmpp is skipped: this machine's Python does not have it (tests/servers/install.sh --backports python3-slixmpp).");
        }

        if (program is null)
        {
            notes.Add("The gateway is skipped: no --program OUT/xmpp-gateway, published with the example network.");
        }
        else
        {
            var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "gateway")).FullName;
            var control = GatewaySubject.Configure(folder, server.Port);
            var gateway = Add(GatewaySubject.Start(program, folder));
            GatewaySubject.AwaitReady(gateway);
            await GatewaySubject.PutPeopleAsync(control, Enumerable.Range(0, GatewaySubject.People).Select(i => $"echo{i}"), echo: true);
            subjects.Add(new(
                "this gateway, SQLite", "durable out and in: on the disk before it goes on", gateway, Subject.Many("echo", GatewaySubject.Domain)));
        }

        foreach (var subject in subjects)
        {
            await load.AwaitAsync(subject.Parties, TimeSpan.FromSeconds(30));
        }

        if (BiboumiSubject.WhyNot() is { } reason)
        {
            notes.Add("biboumi is skipped: " + reason);
        }
        else
        {
            try
            {
                subjects.Add(await BiboumiSubject.StartAsync(server, load, Add));
            }
            catch (TimeoutException)
            {
                notes.Add("biboumi is skipped: nothing came through it within half a minute.");
            }
        }

        return subjects;

        Process Add(Process child)
        {
            children.Add(child);
            return child;
        }
    }

    private static async Task MeasureAsync(EchoLoad load, List<Subject> subjects, Plan plan)
    {
        // The first pass of each warms up, and counts nothing.
        for (var pass = 0; pass <= plan.Passes; pass++)
        {
            foreach (var subject in subjects)
            {
                var before = subject.ReadCpu();
                var took = load.Run(subject.Parties, plan.N, plan.Window);
                var cpu = subject.ReadCpu() - before;
                var atOnce = await AloneAsync(load, subject, plan with { Pause = 0 });
                var alone = await AloneAsync(load, subject, plan);
                if (pass > 0)
                {
                    subject.Rates.Add(plan.N / took.TotalSeconds);
                    subject.AtOnce.AddRange(atOnce);
                    subject.Alone.AddRange(alone);
                    subject.Cpu += cpu;
                    subject.Messages += plan.N;
                    subject.Process?.Refresh();
                    subject.Mebibytes = subject.Process?.WorkingSet64 / 1048576.0;
                }
            }
        }
    }

    // People leave time between their messages. Without it a message waits for what the server does after the one before.
    private static async Task<List<double>> AloneAsync(EchoLoad load, Subject subject, Plan plan)
    {
        var times = new List<double>();
        for (var i = 0; i < plan.Alone; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(plan.Pause), TimeProvider.System);
            var parties = subject.Parties(i);
            times.Add(load.Run(_ => parties, 1, 1).TotalMilliseconds);
        }

        return times;
    }

    private static void End(Process child)
    {
        if (!child.HasExited)
        {
            Children.End(child);
        }

        child.Dispose();
    }
}

/// <summary>How much is sent.</summary>
/// <param name="N">Messages of a pass.</param>
/// <param name="Window">How many of them may be without answer.</param>
/// <param name="Alone">Messages one at a time after each pass: without a pause, and with one.</param>
/// <param name="Pause">In milliseconds, before each of these.</param>
internal sealed record Plan(int N, int Passes, int Window, int Alone, int Pause);
