namespace XmppGateway.Media;

/// <summary>
/// The servers that the operator trusts, each a host and a port: they may have other than public addresses, and no TLS where that is said. Another port
/// of the same host is another server.
/// </summary>
/// <param name="origins">URLs of which scheme, host and port count.</param>
internal sealed class TrustedOrigins(IEnumerable<Uri> origins)
{
    private readonly HashSet<(string Scheme, string Host, int Port)> _origins = [.. origins.Select(origin => (origin.Scheme, NameOf(origin.IdnHost), origin.Port))];

    /// <summary>True for an address that may be asked as far as it can be told before its name is resolved. Pure.</summary>
    public bool MayAsk(Uri url) =>
        url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && _origins.Contains((Uri.UriSchemeHttp, NameOf(url.IdnHost), url.Port))));

    /// <summary>True for a server whose addresses are not looked at. Pure.</summary>
    public bool Contains(string host, int port) =>
        _origins.Contains((Uri.UriSchemeHttps, NameOf(host), port)) || _origins.Contains((Uri.UriSchemeHttp, NameOf(host), port));

    /// <summary>An entry of a configuration: <c>host</c> and <c>host:port</c> stand for HTTPS. False for anything else than an origin.</summary>
    public static bool TryParse(string text, out Uri origin)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text
            : Uri.CheckHostName(text) == UriHostNameType.IPv6 ? $"https://[{text.Trim('[', ']')}]"
            : "https://" + text;
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var found);
        origin = found!;
        return isUrl && (found!.Scheme == Uri.UriSchemeHttps || found.Scheme == Uri.UriSchemeHttp)
            && found is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && Uri.CheckHostName(found.IdnHost) != UriHostNameType.Unknown;
    }

    private static string NameOf(string host) => host.Trim('[', ']').ToLowerInvariant();
}
