using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Benchmarks.Compare;
using XmppGateway.Benchmarks.Pipeline;
using XmppGateway.Benchmarks.Report;
using XmppGateway.Storage;

namespace XmppGateway.Benchmarks.Scale;

/// <summary>
/// What the published program costs when many contacts are stored: until it is ready, in memory, and for a message. The load plays the server;
/// the network is the example.
/// </summary>
internal static class ScaleBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (Options.Text(args, "--program") is not { } program)
        {
            await Console.Error.WriteLineAsync("usage: scale --program OUT/xmpp-gateway (published with the example network) [--contacts 1000,10000,100000]");
            return 2;
        }

        var plan = new ScalePlan(
            Options.Number(args, "--users", 10_000), Options.Number(args, "--runs", 5), Options.Number(args, "--n", 10_000), Options.Number(args, "--alone", 500));
        var machine = MeasuredOn.Read("scale", args);
        var found = new List<ScaleFigures>();
        foreach (var contacts in (Options.Text(args, "--contacts") ?? "1000,10000,100000").Split(','))
        {
            found.Add(await MeasureAsync(program, int.Parse(contacts, CultureInfo.InvariantCulture), plan));
        }

        var page = ScalePage.Of(plan, machine, found);
        await Console.Out.WriteAsync(page.ToMarkdown(Path.GetFileNameWithoutExtension(Options.Text(args, "--report")) ?? "scale"));
        if (Options.Text(args, "--report") is { } file)
        {
            page.Write(file);
        }

        return 0;
    }

    private static async Task<ScaleFigures> MeasureAsync(string program, int contacts, ScalePlan plan)
    {
        var folder = Directory.CreateTempSubdirectory("xmpp-gateway-scale-");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            var control = GatewaySubject.Configure(folder.FullName, ((IPEndPoint)listener.LocalEndpoint).Port);
            var database = Path.Combine(folder.FullName, "gateway.db");
            await using (var store = StoreFactory.Create("sqlite", "Data Source=" + database, TimeProvider.System, NullLoggerFactory.Instance))
            {
                await store.OpenAsync(CancellationToken.None);
                await StoredContacts.SeedAsync(store, contacts, plan.Users);
            }

            var found = new ScaleFigures(contacts) { StoreMebibytes = new FileInfo(database).Length / 1048576.0 };
            for (var run = 0; run <= plan.Runs; run++)
            {
                await StartAsync(program, folder.FullName, control, listener, plan, found, run);
            }

            return found;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The first start warms the disk's cache, and counts nothing; the last one also carries the messages.
    private static async Task StartAsync(
        string program, string folder, Uri control, TcpListener listener, ScalePlan plan, ScaleFigures found, int run)
    {
        var clock = Stopwatch.StartNew();
        using var gateway = GatewaySubject.Start(program, folder);
        try
        {
            using var load = PresenceLoad.Accept(listener, GatewaySubject.Domain);
            GatewaySubject.AwaitReady(gateway);
            var ready = clock.Elapsed;
            if (run > 0)
            {
                found.Ready.Add(ready.TotalMilliseconds);
                found.Idle.Add(Mebibytes(gateway));
            }

            var traffic = new ScaleTraffic(load, found.Contacts, plan.Users, run * 1_000_000);
            await GatewaySubject.PutPeopleAsync(control, traffic.People, echo: false);
            await traffic.LogInAsync();
            if (run > 0)
            {
                found.LoggedIn.Add(Mebibytes(gateway));
            }

            if (run == plan.Runs)
            {
                await traffic.WriteAsync(plan.N / 2, 200); // warms up
                var cpu = Cpu(gateway);
                await traffic.WriteAsync(plan.N, 200);
                found.CpuMicroseconds = (Cpu(gateway) - cpu).TotalMicroseconds / plan.N;
                found.Alone.AddRange(await traffic.WriteAsync(plan.Alone, 1));
            }
        }
        finally
        {
            Children.End(gateway);
        }
    }

    private static double Mebibytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
