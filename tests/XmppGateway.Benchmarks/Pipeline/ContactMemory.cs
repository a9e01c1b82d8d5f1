using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>What known contacts cost that are not talking: memory after each of them has had a message, against before.</summary>
internal static class ContactMemory
{
    public static int Run(string[] args)
    {
        var contacts = Options.Number(args, "--contacts", 10_000);
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
            using var load = MessageLoad.Accept(listener);
            child.StandardOutput.ReadLine();
            load.Run(2000, 1, 10, window: 100);
            Console.WriteLine("| known contacts | managed memory KiB | of it a contact, bytes | RSS MiB |");
            Console.WriteLine("|---|---|---|---|");
            var before = Managed(child);
            Print(child, 10, before, before);
            for (var known = contacts; known <= contacts * 4; known *= 2)
            {
                load.Run(known, 1, known, window: 500);
                Print(child, known, Managed(child), before);
            }
        }
        finally
        {
            Children.End(child);
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static long Managed(System.Diagnostics.Process child)
    {
        child.StandardInput.WriteLine();
        return long.Parse(child.StandardOutput.ReadLine() ?? "0", CultureInfo.InvariantCulture);
    }

    private static void Print(System.Diagnostics.Process child, int known, long managed, long before)
    {
        child.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {known:N0} | {managed >> 10:N0} | {(managed - before) / known} | {child.WorkingSet64 >> 20} |"));
    }
}
