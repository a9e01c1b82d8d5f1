using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using XmppGateway.Adapters.Email;
using XmppGateway.Benchmarks.Pipeline;
using XmppGateway.Configuration;
using XmppGateway.Testing;

namespace XmppGateway.Benchmarks.Mail;

/// <summary>The gateway with the email adapter and a store on SQLite, in a process of its own, between an XMPP server, LMTP clients and an SMTP server that are the load.</summary>
internal sealed class MailChild : IAsyncDisposable
{
    public const string Domain = "mail.localhost";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-bench-");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private MailChild(FakeSmtpServer smtp)
    {
        _listener.Start();
        Process = Children.Self(
            "mail-child",
            ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
            smtp.Port.ToString(CultureInfo.InvariantCulture),
            _folder.FullName);
        Xmpp = PresenceLoad.Accept(_listener, Domain);
    }

    public Process Process { get; }

    public PresenceLoad Xmpp { get; }

    /// <summary>Where it keeps files of mails.</summary>
    public string Media => Path.Combine(_folder.FullName, "media");

    public static async Task<MailChild> StartAsync(FakeSmtpServer smtp)
    {
        var child = new MailChild(smtp);
        await child.Process.StandardOutput.ReadLineAsync();
        return child;
    }

    /// <summary>The child itself.</summary>
    public static Task<int> RunAsync(int port, int smtp, string folder)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Networks:mail:MailDomain"] = "bridge.test",
                ["Networks:mail:Lmtp:Listen"] = "unix:" + LmtpIn(folder),
                ["Networks:mail:Lmtp:MaxMessageBytes"] = "200000000",
                ["Networks:mail:Smtp:Server"] = "127.0.0.1:" + smtp.ToString(CultureInfo.InvariantCulture),
                ["Networks:mail:Smtp:Security"] = "none",
            })
            .Build()
            .GetSection("Networks:mail");
        return GatewayChild.RunAsync(
            new StoreOptions("sqlite", "Data Source=" + Path.Combine(folder, "gateway.db"), TimeSpan.FromDays(30)),
            new NetworkOptions("mail", new EmailModule(), section, GatewayChild.LinkTo(port, Domain)),
            Path.Combine(folder, "media"));
    }

    /// <summary>A connection that has said LHLO.</summary>
    public async Task<LmtpClient> ConnectAsync()
    {
        var client = await LmtpClient.ConnectAsync(new UnixDomainSocketEndPoint(LmtpIn(_folder.FullName)), CancellationToken.None);
        await client.ReadAsync(CancellationToken.None);
        await client.AskAsync("LHLO mta.test", CancellationToken.None);
        return client;
    }

    /// <summary>The managed memory in use after a full collection.</summary>
    public async Task<long> ManagedAsync()
    {
        await Process.StandardInput.WriteLineAsync();
        return long.Parse(await Process.StandardOutput.ReadLineAsync() ?? "0", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Children.End(Process);
        Process.Dispose();
        Xmpp.Dispose();
        _listener.Dispose();
        _folder.Delete(recursive: true);
        await ValueTask.CompletedTask;
    }

    private static string LmtpIn(string folder) => Path.Combine(folder, "lmtp");
}
