using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Media;

/// <summary>The name leads to no address that may be asked.</summary>
internal sealed class ForbiddenAddressException(string host) : IOException($"{host} has no public address.");

/// <summary>
/// Opens connections to public addresses only. The name is resolved here and the connection goes to what was checked, so that a second answer of
/// the name's server changes nothing (DNS rebinding).
/// </summary>
/// <param name="trusted">Whose addresses are not looked at.</param>
internal sealed class GuardedDialer(TrustedOrigins trusted)
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>A handler that follows no redirect, keeps no cookie and asks no proxy: each would lead around the guard.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
    };

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var all = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var addresses = trusted.Contains(target.Host, target.Port) ? all : AddressGuard.PublicOf(all);
        if (addresses.Length == 0)
        {
            throw new ForbiddenAddressException(target.Host);
        }

#pragma warning disable CA2000 // The stream owns it.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
