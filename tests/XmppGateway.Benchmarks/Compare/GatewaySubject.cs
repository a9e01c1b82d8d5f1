using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace XmppGateway.Benchmarks.Compare;

/// <summary>The published program with the example network on SQLite.</summary>
internal static class GatewaySubject
{
    public const string Domain = "example.localhost";

    /// <summary>How many people of the network answer.</summary>
    public const int People = 20;

    /// <summary>Writes the configuration; returns where the people of the network are driven from.</summary>
    public static Uri Configure(string folder, int port)
    {
        var control = new Uri($"http://127.0.0.1:{FreePort()}/");
        File.WriteAllText(
            Path.Combine(folder, "gateway.json"),
            $$"""
            {
              "Xmpp": { "Server": "127.0.0.1:{{port}}", "Secret": "secret", "LocalDomains": ["localhost", "{{EchoLoad.Domain}}"] },
              "Store": { "Engine": "sqlite", "Connection": "Data Source={{Path.Combine(folder, "gateway.db")}}" },
              "Access": { "Allow": ["localhost", "{{EchoLoad.Domain}}"], "Strangers": "deliver" },
              "Limits": { "OutgoingPerMinute": "0", "IncomingPerMinute": "0", "ContactPerMinute": "0" },
              "Networks": { "example": { "Adapter": "example", "Domain": "{{Domain}}", "Listen": "{{control.GetLeftPart(UriPartial.Authority)}}" } }
            }
            """);
        return control;
    }

    /// <summary>The program, which has not said <c>ready</c> yet. It writes its log as always, and nobody reads it.</summary>
    public static Process Start(string program, string folder) => Children.Start(
        "/bin/sh", "-c", "exec \"$0\" run --config \"$1\" 2>/dev/null", Path.GetFullPath(program), Path.Combine(folder, "gateway.json"));

    /// <summary>Reads on for as long as the program writes, so that it never waits for a reader.</summary>
    public static void AwaitReady(Process program)
    {
        while (program.StandardOutput.ReadLine() is var line && line != "ready")
        {
            if (line is null)
            {
                throw new InvalidOperationException("The gateway ended before it was ready.");
            }
        }

        new Thread(() => program.StandardOutput.ReadToEnd()) { IsBackground = true }.Start();
    }

    /// <summary>Makes the people of the network known; those who echo say every message back.</summary>
    public static async Task PutPeopleAsync(Uri control, IEnumerable<string> names, bool echo)
    {
        using var http = new HttpClient { BaseAddress = control };
        foreach (var name in names)
        {
            using var answer = await http.PutAsJsonAsync($"people/{name}/behaviour", new { echo });
            answer.EnsureSuccessStatusCode();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
