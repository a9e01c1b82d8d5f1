using System.Text;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Media;

/// <summary>What is said about a file beside its bytes. A browser shall show or store it and never run it.</summary>
internal static class MediaHeaders
{
    /// <summary>
    /// What a page may: show what stands in it (Content Security Policy 3), and open links in windows of their own that know nothing of it.
    /// </summary>
    public const string PagePolicy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "sandbox allow-popups allow-popups-to-escape-sandbox";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>Those that go with every answer.</summary>
    public static void Guard(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Those of the file.</summary>
    /// <param name="response">Whose headers are set.</param>
    /// <param name="reference">What is sent.</param>
    /// <param name="tag">Names the content; null when it has no name.</param>
    public static void Describe(HttpResponse response, MediaReference reference, string? tag)
    {
        response.ContentType = MediaTypes.ForBrowsers(reference.MediaType);
        response.Headers.ContentDisposition = Disposition(reference.MediaType, reference.Name);
        response.Headers.CacheControl = $"private, max-age={(int)Fresh.TotalSeconds}";
        response.Headers.AcceptRanges = "bytes";
        if (reference.MediaType == MediaTypes.Page)
        {
            response.Headers.ContentSecurityPolicy = PagePolicy;
        }

        if (tag is not null)
        {
            response.Headers.ETag = tag;
        }
    }

    /// <summary>The name of a content whose hash is known; null for others.</summary>
    public static string? TagOf(MediaReference reference) => KeptFiles.HashOf(reference.Source) is { } hash ? $"\"{hash}\"" : null;

    /// <summary>RFC 6266 §4.1: the name in ASCII for those that know no other, and as it is (RFC 8187 §3.2).</summary>
    public static string Disposition(string mediaType, string name)
    {
        var kind = MediaTypes.IsShown(mediaType) ? "inline" : "attachment";
        var plain = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || " .-_()".Contains(c, StringComparison.Ordinal) ? c : '_')]);
        return $"{kind}; filename=\"{plain}\"; filename*=UTF-8''{Escape(name)}";
    }

    private static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            // RFC 8187 §3.2.1: attr-char.
            if (char.IsAsciiLetterOrDigit((char)b) || "!#$&+-.^_`|~".Contains((char)b, StringComparison.Ordinal))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
