using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>Where the server listens: <c>127.0.0.1:15024</c>, <c>[::1]:15024</c> or <c>unix:/run/xmpp-gateway/lmtp</c>.</summary>
internal sealed record LmtpEndpoint(EndPoint Address, string? SocketFile)
{
    private const string UnixPrefix = "unix:";

    /// <summary>The kernel's limit for a socket's name (sun_path), less its final zero.</summary>
    private const int MaxSocketFileBytes = 107;

    /// <summary>A socket file is for the MTA's group, not for everybody on the machine.</summary>
    private const UnixFileMode SocketMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static bool TryParse(string text, Func<string, string> resolvePath, [NotNullWhen(true)] out LmtpEndpoint? endpoint)
    {
        endpoint = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var file = text.Length == UnixPrefix.Length ? "" : resolvePath(text[UnixPrefix.Length..]);
            if (file.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(file) <= MaxSocketFileBytes)
                endpoint = new(new UnixDomainSocketEndPoint(file), file);
        }
        else if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text.Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal), out var ip))
        {
            endpoint = new(ip, null);
        }

        return endpoint is not null;
    }

    /// <summary>Opens the listening socket. A socket file that nobody listens on any more is replaced.</summary>
    public Socket Open(int backlog)
    {
        var socket = SocketFile is null
            ? new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (SocketFile is not null)
                RemoveStale(SocketFile);

            socket.Bind(Address);

            // Before the socket listens nobody can connect, so there is no moment with a wider mode.
            if (SocketFile is not null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(SocketFile, SocketMode);

            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Removes the socket file after the listener is closed.</summary>
    public void Remove()
    {
        if (SocketFile is not null)
            File.Delete(SocketFile);
    }

    private static void RemoveStale(string file)
    {
        if (!File.Exists(file))
            return;

        if (IsPlainFile(file))
            throw new IOException($"{file} exists and is no socket.");

        // Asking is the only way to tell a dead socket from a living one.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(file));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(file);
            return;
        }

        throw new IOException($"{file} is in use by another program.");
    }

    private static bool IsPlainFile(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return true;
        }
        catch (IOException)
        {
            // open(2) answers ENXIO for a socket.
            return false;
        }
    }
}
