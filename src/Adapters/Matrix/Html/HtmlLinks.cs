using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Html;

/// <summary>Where links of messages may lead (client-server API, "m.room.message msgtypes": `a`), and those that name somebody.</summary>
internal static class HtmlLinks
{
    private const string MatrixTo = "https://matrix.to/#/";
    private const int MaxLength = 4096;
    private static readonly string[] Schemes = ["https:", "http:", "ftp:", "mailto:", "magnet:", "matrix:"];

    /// <summary>True for what may be followed, which no script can be.</summary>
    public static bool IsPermitted(string uri) =>
        uri.Length <= MaxLength
        && !uri.Any(c => c <= ' ' || c == '\u007F')
        && Schemes.Any(scheme => uri.Length > scheme.Length && uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Client-server API, "User and room mentions": the user whom a link names; null for other links.</summary>
    public static string? UserOf(string uri) =>
        (uri.StartsWith(MatrixTo + "@", StringComparison.OrdinalIgnoreCase)
            || uri.StartsWith(MatrixTo + "%40", StringComparison.OrdinalIgnoreCase)
            || uri.StartsWith("matrix:u/", StringComparison.OrdinalIgnoreCase))
        && TypedAddress.TryRead(uri, out var user)
            ? user.ToString()
            : null;

    /// <summary>The link that names a user.</summary>
    public static string To(string user) => MatrixTo + Uri.EscapeDataString(user);
}
