using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Html;

/// <summary>Where links lead, written so that the eye finds the true host. Links say what they are called and where they lead; neither hides the other.</summary>
internal static class HtmlLinks
{
    private const int Longest = 2048;

    /// <summary>The target as it is shown; null where there is none to be followed (scripts, anchors, files).</summary>
    public static string? Target(string? href)
    {
        var text = href?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > Longest || text.Any(c => c <= ' ') || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return null;
        }

        return uri.Scheme switch
        {
            "mailto" or "tel" or "xmpp" => text,

            // A name before the host is a host for whoever reads it, and letters of other scripts look like others.
            // Not every host that a URI takes is a name (RFC 5891 §5): what leads nowhere is no link.
            "http" or "https" or "ftp" when uri.UserInfo.Length > 0 || !uri.Host.All(char.IsAscii) => HostOf(uri) is { } host
                ? $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : ":" + uri.Port)}{uri.PathAndQuery}{uri.Fragment}"
                : null,
            "http" or "https" or "ftp" => text,
            _ => null,
        };
    }

    private static string? HostOf(Uri uri) => uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? uri.Host : DomainName.ToAscii(uri.Host)?.ToLowerInvariant();

    /// <summary>Whether a text is the target itself, as people write it: `example.org` for `https://example.org/`.</summary>
    public static bool Says(string shown, string target)
    {
        var bare = target.AsSpan(target.IndexOf(':', StringComparison.Ordinal) + 1).Trim('/');
        var said = shown.AsSpan().Trim().Trim('/');
        said = said.StartsWith(target.AsSpan(0, target.IndexOf(':', StringComparison.Ordinal) + 1), StringComparison.OrdinalIgnoreCase)
            ? said[(target.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim('/')
            : said;
        return said.Equals(bare, StringComparison.OrdinalIgnoreCase);
    }
}
