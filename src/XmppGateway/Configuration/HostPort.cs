using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace XmppGateway.Configuration;

/// <summary>A server as the operator writes it: <c>127.0.0.1:5347</c>, <c>xmpp.example.org:5347</c>, <c>[::1]:5347</c>.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>True when nothing can listen in between.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public static bool TryParse([NotNullWhen(true)] string? text, out HostPort server)
    {
        server = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            return false;
        }

        var host = text![..colon];
        var bracketed = host[0] == '[' && host[^1] == ']';
        host = bracketed ? host[1..^1] : host;
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown || bracketed != (kind == UriHostNameType.IPv6))
        {
            return false;
        }

        server = new HostPort(host, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:" : Host + ":") + Port.ToString(CultureInfo.InvariantCulture);
}
