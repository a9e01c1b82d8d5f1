using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XmppGateway.Benchmarks.Pipeline;

namespace XmppGateway.Benchmarks;

/// <summary>
/// From the start of the published program to its <c>ready</c> line, with both networks configured and attached, and its memory when it
/// is idle then. The foreign servers are away, as the program does not wait for them.
/// </summary>
internal static class Startup
{
    public static int Run(string[] args)
    {
        if (Options.Text(args, "--program") is not { } program)
        {
            Console.Error.WriteLine("usage: startup --program OUT/xmpp-gateway [--runs N]");
            return 2;
        }

        Console.WriteLine("| start | ready after ms | CPU ms | RSS MiB |");
        Console.WriteLine("|---|---|---|---|");
        var folder = Directory.CreateTempSubdirectory("xmpp-gateway-bench-");
        try
        {
            for (var run = 1; run <= Options.Number(args, "--runs", 5); run++)
            {
                Measure(program, folder.FullName, run);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Measure(string program, string folder, int run)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var config = Path.Combine(folder, "gateway.json");
        File.WriteAllText(config, Configuration(((IPEndPoint)listener.LocalEndpoint).Port));
        if (run == 1)
        {
            File.WriteAllText(Path.Combine(folder, "registration.yaml"), Register(program, config));
        }

        var clock = Stopwatch.StartNew();
        using var child = Children.Start(program, "run", "--config", config);
        try
        {
            using var mail = MessageLoad.Accept(listener);
            using var matrix = MessageLoad.Accept(listener);
            while (child.StandardOutput.ReadLine() is { } line && line != "ready")
            {
            }

            var ready = clock.Elapsed;
            child.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {run} | {ready.TotalMilliseconds:F0} | {child.TotalProcessorTime.TotalMilliseconds:F0} | {child.WorkingSet64 >> 20} |"));
        }
        finally
        {
            Children.End(child);
        }
    }

    private static string Register(string program, string config)
    {
        using var child = Children.Start(program, "matrix-registration", "--config", config);
        var text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return text;
    }

    private static string Configuration(int port) => $$"""
        {
          "Xmpp": { "Server": "127.0.0.1:{{port}}", "Secret": "secret", "LocalDomains": ["localhost"] },
          "Store": { "Engine": "sqlite", "Connection": "Data Source=gateway.db" },
          "Access": { "Allow": ["localhost"] },
          "Networks": {
            "mail": {
              "Adapter": "email", "Domain": "mail.localhost", "MailDomain": "bridge.test",
              "Lmtp": { "Listen": "127.0.0.1:{{FreePort()}}" },
              "Smtp": { "Server": "127.0.0.1:{{FreePort()}}", "Security": "none" }
            },
            "matrix": {
              "Adapter": "matrix", "Domain": "matrix.localhost", "Homeserver": "http://127.0.0.1:{{FreePort()}}",
              "ServerName": "matrix.test", "Listen": "http://127.0.0.1:{{FreePort()}}", "Registration": "registration.yaml"
            }
          }
        }
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
