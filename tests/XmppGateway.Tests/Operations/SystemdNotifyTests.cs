using System.Net.Sockets;
using System.Text;
using XmppGateway.Operations;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Operations;

public sealed class SystemdNotifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tells_what_happens()
    {
        using var notify = Listen(Path.Combine(_folder.Path, "notify"), Path.Combine(_folder.Path, "notify"));

        notify.Ready();
        notify.Status("two\nlines");
        notify.Stopping();

        Assert.StartsWith("READY=1\n", Receive(), StringComparison.Ordinal);
        Assert.Equal("STATUS=two lines", Receive());
        Assert.StartsWith("STOPPING=1\n", Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_abstract_names()
    {
        var name = "xmpp-gateway-test-" + Guid.NewGuid().ToString("N");
        using var notify = Listen("\0" + name, "@" + name);

        notify.Alive();

        Assert.Equal("WATCHDOG=1", Receive());
    }

    [Fact]
    public async Task The_watchdog_is_told_twice_as_often_as_it_asks()
    {
        var time = new ManualTimeProvider();
        var path = Path.Combine(_folder.Path, "notify");
        using var notify = Listen(path, path, ("WATCHDOG_USEC", "20000000"));
        await using var watchdog = new Watchdog(notify, time);
        Assert.Equal("WATCHDOG=1", Receive());

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("WATCHDOG=1", Receive());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/at/all")]
    public void Without_systemd_nothing_happens(string? socket)
    {
        using var notify = new SystemdNotify(new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = socket });

        notify.Ready();

        Assert.Null(notify.WatchdogInterval);
    }

    private SystemdNotify Listen(string address, string variable, params (string Name, string Value)[] more)
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(address));
        _systemd.ReceiveTimeout = 5000;
        var environment = more.Append(("NOTIFY_SOCKET", variable)).ToDictionary(e => e.Item1, e => e.Item2);
        return new SystemdNotify(environment);
    }

    private string Receive()
    {
        var buffer = new byte[500];
        return Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer));
    }
}
