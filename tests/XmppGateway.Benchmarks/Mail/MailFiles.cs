using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Testing;

namespace XmppGateway.Benchmarks.Mail;

/// <summary>A large attachment in both directions: how long it takes, whether it is whole, and what memory the gateway has meanwhile.</summary>
internal static class MailFiles
{
    /// <summary>Where a user's file is fetched from, which the gateway has to be told before.</summary>
    public static readonly Uri Server = new("http://127.0.0.1:8481");

    private const int LineBytes = 57;

    public static async Task<int> RunAsync(string[] args)
    {
        var mib = Options.Number(args, "--mib", 50);
        await using var smtp = new FakeSmtpServer { Extensions = ["PIPELINING", "8BITMIME", "SIZE 200000000"] };
        await using var gateway = await MailChild.StartAsync(smtp);
        await ReceiveAsync(gateway, 1);
        await SendAsync(gateway, smtp, 1);
        Console.WriteLine("| way | MiB | pass | seconds | RSS MiB before, most, after | of it anonymous: before, most seen, after | managed KiB before, after |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        for (var pass = 1; pass <= Options.Number(args, "--passes", 3); pass++)
        {
            await MeasureAsync("in", mib, pass, gateway, () => ReceiveAsync(gateway, mib));
            await MeasureAsync("out", mib, pass, gateway, () => SendAsync(gateway, smtp, mib));
        }

        return 0;
    }

    private static async Task MeasureAsync(string way, int mib, int pass, MailChild gateway, Func<Task> carry)
    {
        var managed = await gateway.ManagedAsync();
        await File.WriteAllTextAsync($"/proc/{gateway.Process.Id}/clear_refs", "5"); // proc(5): the most begins anew.
        var before = Read(gateway.Process.Id);
        var most = before;
        var clock = Stopwatch.StartNew();
        var running = carry();
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
            var now = Read(gateway.Process.Id);
            most = (now.Rss, Math.Max(most.Most, now.Most), Math.Max(most.Anonymous, now.Anonymous));
        }

        await running;
        var took = clock.Elapsed;
        var after = Read(gateway.Process.Id);
        var managedAfter = await gateway.ManagedAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {way} | {mib} | {pass} | {took.TotalSeconds:0.0} | {before.Rss / 1024.0:0.0}, {after.Most / 1024.0:0.0}, {after.Rss / 1024.0:0.0} | {before.Anonymous / 1024.0:0.0}, {most.Anonymous / 1024.0:0.0}, {after.Anonymous / 1024.0:0.0} | {managed >> 10:N0}, {managedAfter >> 10:N0} |"));
    }

    /// <summary>In KiB: what the process has in memory, the most of it so far, and what is of no file.</summary>
    private static (long Rss, long Most, long Anonymous) Read(int process)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        long Of(string name) => long.Parse(Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal))!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        return (Of("VmRSS:"), Of("VmHWM:"), Of("RssAnon:"));
    }

    private static async Task ReceiveAsync(MailChild gateway, int mib)
    {
        var content = RandomNumberGenerator.GetBytes(mib << 20);
        var messages = gateway.Xmpp.Bodies;
        using var client = await gateway.ConnectAsync();
        await client.WriteAsync("MAIL FROM:<carol@example.test>\r\nRCPT TO:<bob@bridge.test>\r\nDATA\r\n", CancellationToken.None);
        await client.ReadCodesAsync(3, CancellationToken.None);
        await client.WriteAsync(
            $"From: carol@example.test\r\nMessage-ID: <{Guid.NewGuid()}@example.test>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\n\r\nHere it is.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=film.bin\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n",
            CancellationToken.None);
        await client.WriteAsync(Encode(content), CancellationToken.None);
        var answer = await client.AskAsync("--b--\r\n.", CancellationToken.None);
        while (gateway.Xmpp.Bodies < messages + 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var kept = Directory.EnumerateFiles(gateway.Media, hash, SearchOption.AllDirectories).Any(file => new FileInfo(file).Length == content.Length);
        Require(kept, $"The file of the mail is not there: {answer}");
    }

    private static async Task SendAsync(MailChild gateway, FakeSmtpServer smtp, int mib)
    {
        var content = RandomNumberGenerator.GetBytes(mib << 20);
        using var listener = new TcpListener(IPAddress.Loopback, Server.Port);
        listener.Start();
#pragma warning disable CA2025 // It ends when the listener stops, and is awaited before that is disposed of.
        var serving = ServeAsync(listener, content);
#pragma warning restore CA2025
        var url = new Uri(Server, "film.bin").AbsoluteUri;
        await gateway.Xmpp.WriteAsync(
            RandomNumberGenerator.GetInt32(int.MaxValue),
            $"dora\\40example.test@{MailChild.Domain}",
            $"<body>{url}</body><x xmlns='jabber:x:oob'><url>{url}</url></x>");
        listener.Stop();
        await serving;
        Require(smtp.Messages.TryDequeue(out var mail), "No mail.");
        var begin = mail!.IndexOf("\r\n\r\n", mail.IndexOf("film.bin\"", StringComparison.Ordinal) is >= 0 and var at ? at : mail.IndexOf("film.bin", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        Require(mail.AsSpan(begin).StartsWith(Encoding.ASCII.GetString(Encode(content))), "The file in the mail is another one.");
    }

    private static async Task ServeAsync(TcpListener listener, byte[] content)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                var request = new byte[16 * 1024];
                var read = await socket.ReceiveAsync(request);
                await socket.SendAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n"));
                for (var at = 0; at < content.Length && !request.AsSpan(0, read).StartsWith("HEAD"u8);)
                {
                    at += await socket.SendAsync(content.AsMemory(at));
                }
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }

    private static byte[] Encode(byte[] content)
    {
        var wire = new byte[Base64.GetMaxEncodedToUtf8Length(content.Length) + ((content.Length / LineBytes) + 1) * 2];
        var length = 0;
        for (var at = 0; at < content.Length; at += LineBytes)
        {
            Base64.EncodeToUtf8(content.AsSpan(at, Math.Min(LineBytes, content.Length - at)), wire.AsSpan(length), out _, out var written);
            length += written;
            wire[length++] = (byte)'\r';
            wire[length++] = (byte)'\n';
        }

        return wire[..length];
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
