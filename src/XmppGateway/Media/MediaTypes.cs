using System.Collections.Frozen;

namespace XmppGateway.Media;

/// <summary>Types of files: which browsers may be told, and what the ending of a name means. Pure.</summary>
internal static class MediaTypes
{
    /// <summary>Bytes of no known meaning.</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>A page that may be shown. What <see cref="Normalize"/> gives has no parameters, so that no file of anybody gets this type.</summary>
    public const string Page = "text/html; charset=utf-8";

    private const int MaximumType = 100;

    /// <summary>What no browser runs as a program of our domain: no HTML, SVG, XML or script.</summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/heic", "image/heif", "image/bmp", "image/tiff", "image/jxl",
            "audio/mpeg", "audio/ogg", "audio/opus", "audio/wav", "audio/x-wav", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/flac",
            "audio/webm", "audio/amr", "audio/3gpp",
            "video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/3gpp", "video/x-matroska", "video/mpeg",
            "text/plain", "text/csv", "application/pdf", "application/zip", "application/gzip", "application/json", "application/epub+zip",
            "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Endings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".heic"] = "image/heic",
        [".svg"] = "image/svg+xml",
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
        [".oga"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".m4a"] = "audio/mp4",
        [".aac"] = "audio/aac",
        [".wav"] = "audio/wav",
        [".flac"] = "audio/flac",
        [".mp4"] = "video/mp4",
        [".webm"] = "video/webm",
        [".mov"] = "video/quicktime",
        [".3gp"] = "video/3gpp",
        [".mkv"] = "video/x-matroska",
        [".txt"] = "text/plain",
        [".csv"] = "text/csv",
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".pdf"] = "application/pdf",
        [".zip"] = "application/zip",
        [".json"] = "application/json",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type as it is written everywhere (RFC 6838 §4.2, lower case, no parameters); <see cref="Unknown"/> for what is none.</summary>
    public static string Normalize(string? type)
    {
        var bare = type?.Split(';')[0].Trim().ToLowerInvariant();
        return bare is { Length: > 2 and <= MaximumType } && bare.Count(c => c == '/') == 1 && bare[0] != '/' && bare[^1] != '/'
            && bare.All(c => char.IsAsciiLetterOrDigit(c) || "/!#$&-^_.+".Contains(c, StringComparison.Ordinal))
                ? bare
                : Unknown;
    }

    /// <summary>What the ending of a name says.</summary>
    public static string OfName(string name) => Endings.GetValueOrDefault(Path.GetExtension(name), Unknown);

    /// <summary>The type to tell a browser.</summary>
    public static string ForBrowsers(string type) => type == Page ? Page : !Harmless.Contains(type) ? Unknown : type is "text/plain" or "text/csv" ? type + "; charset=utf-8" : type;

    /// <summary>True when it is shown in its place and not offered to be stored.</summary>
    public static bool IsShown(string type) => type == Page || (
        Harmless.Contains(type) && (type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal)
            || type.StartsWith("video/", StringComparison.Ordinal)));
}
