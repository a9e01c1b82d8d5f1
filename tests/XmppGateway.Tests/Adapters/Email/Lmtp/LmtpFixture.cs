using System.Net;
using Microsoft.Extensions.Logging;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

/// <summary>A server on a free port of the loopback, with a fake mailbox and a manual clock.</summary>
internal sealed class LmtpFixture : IAsyncDisposable
{
    public LmtpFixture(LmtpLimits? limits = null, LmtpEndpoint? endpoint = null)
    {
        Budget = new((limits ?? new()).MaxBufferedBytes);
        Server = new(
            endpoint ?? new(new IPEndPoint(IPAddress.Loopback, 0), null),
            Mailbox,
            new LmtpServerContext("gw.test", limits ?? new(), Budget, Time, Log.CreateLogger("lmtp")));
        Server.Start();
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public FakeMailbox Mailbox { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public ListLogger Log { get; } = new();

    public BufferBudget Budget { get; }

    public LmtpServer Server { get; }

    public IEnumerable<string> Mistakes => Log.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Text} {line.Exception}");

    /// <summary>Connects and reads the greeting.</summary>
    public async Task<LmtpClient> ConnectAsync()
    {
        var client = await LmtpClient.ConnectAsync(Server.LocalEndPoint, Cancelled);
        Assert.Equal("220 gw.test LMTP ready", await client.ReadAsync(Cancelled));
        return client;
    }

    /// <summary>Connects and says LHLO.</summary>
    public async Task<LmtpClient> GreetAsync()
    {
        var client = await ConnectAsync();
        Assert.StartsWith("250-gw.test", await client.AskAsync("LHLO mta.test", Cancelled), StringComparison.Ordinal);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Log.Dispose();
    }
}
