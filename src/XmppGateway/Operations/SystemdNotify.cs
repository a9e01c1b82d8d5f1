using System.Collections;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace XmppGateway.Operations;

/// <summary>Tells systemd how the program is (sd_notify(3)); silent when systemd did not ask.</summary>
internal sealed class SystemdNotify : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="environment">The process's environment.</param>
    public SystemdNotify(IDictionary environment)
    {
        WatchdogInterval = Watchdog(environment);
        if (environment["NOTIFY_SOCKET"] is not string { Length: > 0 } path)
        {
            return;
        }

        // sd_notify(3): a name that begins with @ is in the abstract namespace, which begins with a zero on the wire.
        var address = path[0] == '@' ? "\0" + path[1..] : path;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException)
        {
            // Without its supervisor the program can still work.
            _socket.Dispose();
            _socket = null;
        }
    }

    /// <summary>How often to call <see cref="Alive"/>: half of what systemd allows. Null when it does not watch.</summary>
    public TimeSpan? WatchdogInterval { get; }

    public void Ready() => Send("READY=1\nSTATUS=all networks are attached");

    public void Stopping() => Send("STOPPING=1\nSTATUS=stopping");

    public void Status(string text) => Send("STATUS=" + text.ReplaceLineEndings(" "));

    public void Alive() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? Watchdog(IDictionary environment) =>
        long.TryParse(environment["WATCHDOG_USEC"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2)
            : null;

    private void Send(string state)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // The next one may pass; there is nobody to tell.
        }
    }
}
