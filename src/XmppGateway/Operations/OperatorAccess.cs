using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Operations;

/// <summary>
/// Who may see what is for operators: callers with the token, and without one callers from this machine itself. A request that a proxy has passed on
/// is not from this machine, wherever the proxy runs; one that says nothing of itself cannot always be told, so that who lets a proxy in sets a token.
/// </summary>
/// <param name="token">As configured; null for none.</param>
/// <param name="isPublished">True where a proxy passes requests on (<c>Http:PublicUrl</c>): then also what looks like one that says nothing of the caller is not from here.</param>
internal sealed class OperatorAccess(string? token, bool isPublished = false)
{
    /// <summary>The cookie of a browser whose user has given the token.</summary>
    public const string Cookie = "xmpp-gateway";

    private const string Bearer = "Bearer ";

    private static readonly string[] MarksOfProxies = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    private readonly byte[]? _token = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>There is a token that a caller could have.</summary>
    public bool HasToken => _token is not null;

    public bool Allows(HttpContext context) => IsFromHere(context) || IsToken(BearerOf(context)) || IsVisit(context.Request.Cookies[Cookie]);

    /// <summary>What a browser keeps of the token: worth nothing elsewhere, and nothing here when the token is another one.</summary>
    public string? Visit => _token is null ? null : Convert.ToHexString(HMACSHA256.HashData(_token, "a visit"u8));

    /// <summary>What commands of this program say to it; null without a token.</summary>
    public static AuthenticationHeaderValue? HeaderOf(string? token) => token is null ? null : new AuthenticationHeaderValue(Bearer.TrimEnd(), token);

    /// <summary>Compares in a time that tells nothing.</summary>
    public bool IsToken(string? given) =>
        _token is not null && given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _token);

    private bool IsVisit(string? given) =>
        Visit is { } visit && given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(visit));

    // With a token the loopback is no excuse either: on a shared machine everybody has it.
    private bool IsFromHere(HttpContext context) =>
        _token is null
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !MarksOfProxies.Any(context.Request.Headers.ContainsKey)

        // COMPAT(nginx before 1.29.7): proxy_pass asks with HTTP/1.0, says Connection: close and its own target as the host, and nothing of the caller.
        // With proxy_http_version 1.1 the second is all there is to see; programs without kept connections say it, too (RFC 9112 §9.6).
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && !(isPublished && context.Request.Headers.Connection.ToString().Contains("close", StringComparison.OrdinalIgnoreCase))

        // A page elsewhere may have its own name resolve to this machine; a browser then sends that name.
        && (context.Request.Host.Host is "localhost" || IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out _));

    // RFC 6750 §2.1.
    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
}
