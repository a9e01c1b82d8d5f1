using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XmppGateway.Benchmarks.Report;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// Messages per second and CPU per message through the whole durable path, and the latency that it adds when nothing else happens.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Users = 50;
    private const int Contacts = 200;

    public static int Run(string[] args)
    {
        var n = Options.Number(args, "--n", 100_000);
        var passes = Options.Number(args, "--passes", 3);
        var server = Options.Number(args, "--server", 0);
        var secret = Options.Text(args, "--secret") ?? "secret";
        var postgres = Options.Text(args, "--postgres") ?? Environment.GetEnvironmentVariable("POSTGRES_CONNECTION");
        var where = server == 0 ? "a load peer in the server's place" : "a real server at port " + server;
        Console.WriteLine($"{n} messages with receipts a pass, {Users} users, {Contacts} contacts, {where}; {Environment.ProcessorCount} cores.");
        Console.WriteLine("| store | pass | messages/s | CPU us a message | latency alone, median / p99 ms | RSS MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var folder = Directory.CreateTempSubdirectory("xmpp-gateway-bench-");
        try
        {
            Measure("sqlite", "Data Source=" + Path.Combine(folder.FullName, "gateway.db"), n, passes, server, secret);
            if (postgres is not null)
            {
                Measure("postgresql", postgres, n / 10, passes, server, secret);
            }
            else
            {
                Console.WriteLine("postgresql is skipped: no --postgres CONNECTION and no POSTGRES_CONNECTION.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Measure(string engine, string connection, int n, int passes, int server, string secret)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = server == 0 ? ((IPEndPoint)listener.LocalEndpoint).Port : server;
        using var child = Children.Self("gateway-child", port.ToString(CultureInfo.InvariantCulture), engine, connection);
        try
        {
            var load = server == 0 ? MessageLoad.Accept(listener) : null;
            child.StandardOutput.ReadLine();
            load ??= MessageLoad.Attach(server, secret);
            using (load)
            {
                for (var pass = 1; pass <= passes; pass++)
                {
                    var cpu = Cpu(child);
                    var elapsed = load.Run(n, Users, Contacts, window: 2000);
                    cpu = Cpu(child) - cpu;
                    var (median, p99) = Latency(load);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {engine} | {pass} | {n / elapsed.TotalSeconds:N0} | {cpu.TotalMicroseconds / n:F1} | {median:F2} / {p99:F2} | {child.WorkingSet64 >> 20} |"));
                }
            }
        }
        finally
        {
            Children.End(child);
        }
    }

    private static (double Median, double P99) Latency(MessageLoad load)
    {
        var times = new double[500];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = load.Run(1, Users, Contacts, window: 1).TotalMilliseconds;
        }

        return (Figures.Median(times), Figures.At(times, 0.99));
    }

    private static TimeSpan Cpu(Process child)
    {
        child.Refresh();
        return child.TotalProcessorTime;
    }
}
