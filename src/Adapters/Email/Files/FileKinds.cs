using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>What a file is: by its first bytes where they tell, by its name where the mail says nothing. Pure.</summary>
internal static class FileKinds
{
    /// <summary>Bytes of no known meaning.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> Endings = new Dictionary<string, string>
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".heic"] = "image/heic",
        [".mp3"] = "audio/mpeg",
        [".m4a"] = "audio/mp4",
        [".ogg"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".mp4"] = "video/mp4",
        [".mov"] = "video/quicktime",
        [".webm"] = "video/webm",
        [".pdf"] = "application/pdf",
        [".zip"] = "application/zip",
        [".txt"] = "text/plain",
        [".csv"] = "text/csv",
        [".ics"] = "text/calendar",
        [".vcf"] = "text/vcard",
        [".eml"] = "message/rfc822",
        [".doc"] = "application/msword",
        [".xls"] = "application/vnd.ms-excel",
        [".ppt"] = "application/vnd.ms-powerpoint",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".odp"] = "application/vnd.oasis.opendocument.presentation",
        [".epub"] = "application/epub+zip",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of a file.</summary>
    /// <param name="declared">As the mail says, lower case, without parameters.</param>
    /// <param name="name">Its name; null without one.</param>
    /// <param name="first">Its first bytes.</param>
    public static string Of(string declared, string? name, ReadOnlySpan<byte> first)
    {
        var named = Endings.GetValueOrDefault(Path.GetExtension(name ?? ""), Unknown);
        var says = declared is Unknown or "application/x-download" or "application/force-download" or "application/binary" or "text/plain" && named != Unknown ? named : declared;
        return Sniff(first) switch
        {
            // Many formats are ZIP files: the mail knows better which, unless it says something else altogether.
            "application/zip" => says.StartsWith("application/", StringComparison.Ordinal) ? says : "application/zip",
            { } seen => seen,

            // Whoever names a picture that is none wants it to be opened.
            null => says is "image/png" or "image/jpeg" or "image/jpg" or "image/gif" or "image/webp" or "image/bmp" or "application/pdf" ? Unknown : says,
        };
    }

    /// <summary>A name for a file that has none.</summary>
    public static string NameFor(string type) => type switch
    {
        "text/calendar" => "invitation.ics",
        "text/vcard" or "text/x-vcard" => "contact.vcf",
        "message/rfc822" or "message/global" => "message.eml",
        "image/jpeg" => "image.jpg",
        _ => (type.Split('/')[0] is "image" or "audio" or "video" ? type.Split('/')[0] : "file")
            + (Endings.Where(pair => pair.Value == type).Select(pair => pair.Key).Order(StringComparer.Ordinal).FirstOrDefault() ?? ""),
    };

    /// <summary>What the first bytes say; null when they say nothing.</summary>
    private static string? Sniff(ReadOnlySpan<byte> first) =>
        first.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) ? "image/png"
        : first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : first.StartsWith("GIF87a"u8) || first.StartsWith("GIF89a"u8) ? "image/gif"
        : first.Length > 12 && first.StartsWith("RIFF"u8) && first[8..].StartsWith("WEBP"u8) ? "image/webp"
        : first.Length > 26 && first.StartsWith("BM"u8) && first[6..10].IndexOfAnyExcept((byte)0) < 0 ? "image/bmp"
        : first.StartsWith("%PDF-"u8) ? "application/pdf"
        : first.StartsWith("PK\u0003\u0004"u8) ? "application/zip"
        : null;
}
