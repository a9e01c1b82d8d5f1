using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>A user enters rooms of many people: how long until everybody, the user and the subject are there, and what such a room costs in memory.</summary>
internal static class RoomEntries
{
    public static async Task<int> RunAsync(string[] args)
    {
        var members = Options.Number(args, "--members", 2500);
        var rooms = Options.Number(args, "--rooms", 20);
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
            await load.EnterAsync("#0-warm");
            await load.EnterAsync("#100-warm");
            Console.WriteLine("| members | rooms | presences each | entered after ms: first, median, most | managed memory KiB a room | bytes a member | RSS MiB |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            await EnterAsync(load, child, 0, rooms * 10);
            await EnterAsync(load, child, members, rooms);
        }
        finally
        {
            Children.End(child);
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task EnterAsync(PresenceLoad load, Process child, int members, int rooms)
    {
        var before = Managed(child);
        var times = new List<double>();
        long presences = 0;
        for (var i = 0; i < rooms; i++)
        {
            var (took, came) = await load.EnterAsync($"#{members}-{i}");
            times.Add(took.TotalMilliseconds);
            presences = came;
        }

        var each = (Managed(child) - before) / rooms;
        child.Refresh();
        var first = times[0];
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {members:N0} | {rooms} | {presences:N0} | {first:0.0}, {times[rooms / 2]:0.0}, {times[^1]:0.0} | {each / 1024.0:0.0} | {(members == 0 ? 0 : each / members)} | {child.WorkingSet64 >> 20} |"));
    }

    private static long Managed(Process child)
    {
        child.StandardInput.WriteLine();
        return long.Parse(child.StandardOutput.ReadLine() ?? "0", CultureInfo.InvariantCulture);
    }
}
