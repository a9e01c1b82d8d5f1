using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// A user with many contacts logs in: how long until the presence of all of them is there, and how long another user waits meanwhile for
/// the receipt of a message. Fails where a login of 10,000 contacts takes longer than is promised, or anybody else waits longer.
/// </summary>
internal static class PresenceStorm
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        var contacts = Options.Number(args, "--contacts", 10_000);
        var passes = Options.Number(args, "--passes", 3);
        var broken = 0;
        var folder = Directory.CreateTempSubdirectory("xmpp-gateway-bench-");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var child = Children.Self(
            "gateway-child",
            ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
            "sqlite",
            "Data Source=" + Path.Combine(folder.FullName, "gateway.db"));
        try
        {
            using var load = PresenceLoad.Accept(listener);
            await child.StandardOutput.ReadLineAsync();
            load.ToAll(contacts, static contact => $"<presence from='alice@localhost' to='{contact}' type='subscribe'/>");
            await UntilAsync(() => load.Subscribed >= contacts && load.Available >= contacts);

            Console.WriteLine("| contacts | pass | all there after ms | CPU ms | messages meanwhile | their latency, median / most ms | before, median / most ms |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            var number = 0;
            for (var pass = 1; pass <= passes; pass++)
            {
                var before = new List<double>();
                for (var i = 0; i < 100; i++)
                {
                    before.Add(await WriteAsync(load, number++));
                }

                var (took, cpu, meanwhile) = await LogInAsync(load, child, contacts, () => number++);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {contacts:N0} | {pass} | {took.TotalMilliseconds:N0} | {cpu.TotalMilliseconds:N0} | {meanwhile.Count} | {Summary(meanwhile)} | {Summary(before)} |"));
                if (took > Promised || meanwhile[^1] > LongestWait.TotalMilliseconds)
                {
                    broken++;
                    await Console.Error.WriteLineAsync($"Pass {pass}: more than {Promised.TotalSeconds} s, or than {LongestWait.TotalMilliseconds} ms for a message.");
                }
            }
        }
        finally
        {
            Children.End(child);
            folder.Delete(recursive: true);
        }

        return broken == 0 ? 0 : 1;
    }

    /// <summary>RFC 6121 §4.2.2: the server sends the presence to everybody who sees the user, and a probe to everybody whom the user sees.</summary>
    private static async Task<(TimeSpan Took, TimeSpan Cpu, List<double> Meanwhile)> LogInAsync(
        PresenceLoad load, Process child, int contacts, Func<int> next)
    {
        var all = load.Available + contacts;
        child.Refresh();
        var cpu = child.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var sending = Task.Run(() =>
        {
            load.ToAll(contacts, static contact => $"<presence from='alice@localhost/r' to='{contact}'/>");
            load.ToAll(contacts, static contact => $"<presence from='alice@localhost/r' to='{contact}' type='probe'/>");
        });
        var arriving = UntilAsync(() => load.Available >= all);
        var meanwhile = new List<double>();
        while (!arriving.IsCompleted)
        {
            meanwhile.Add(await WriteAsync(load, next()));
        }

        await arriving;
        var took = clock.Elapsed;
        await sending;
        child.Refresh();
        return (took, child.TotalProcessorTime - cpu, meanwhile);
    }

    private static async Task<double> WriteAsync(PresenceLoad load, int number)
    {
        await Task.Delay(Between, TimeProvider.System);
        return (await load.WriteAsync(number)).TotalMilliseconds;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static string Summary(List<double> times)
    {
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0.0} / {times[^1]:0.0}");
    }
}
