namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>Media types, and which kind of message a file of one is. Pure.</summary>
internal static class MediaKinds
{
    /// <summary>Bytes of no known meaning.</summary>
    public const string Unknown = "application/octet-stream";

    private const int MaxLength = 100;

    /// <summary>A media type as strangers write it: in lower case and without parameters, or <see cref="Unknown"/>.</summary>
    public static string Normalise(string? type)
    {
        var plain = type?.Split(';')[0].Trim().ToLowerInvariant();
        return plain is { Length: > 0 and <= MaxLength } && plain.Split('/') is [{ Length: > 0 } main, { Length: > 0 } sub]
            && main.All(char.IsAsciiLetterLower)
            && sub.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '+' or '-')
                ? plain
                : Unknown;
    }

    /// <summary>The `msgtype` of a file (client-server API, "m.room.message msgtypes"). Clients do not show drawings that can hold scripts.</summary>
    public static string MsgtypeOf(string mediaType) => mediaType.Split('/')[0] switch
    {
        "image" when mediaType != "image/svg+xml" => "m.image",
        "video" => "m.video",
        "audio" => "m.audio",
        _ => "m.file",
    };

    /// <summary>True for pictures that XMPP clients show as somebody's.</summary>
    public static bool IsPicture(string mediaType) => mediaType is "image/png" or "image/jpeg" or "image/webp" or "image/gif";

    /// <summary>The ending of a name for a file that has none; empty for types that have no usual one.</summary>
    public static string EndingOf(string mediaType) => mediaType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "video/mp4" => ".mp4",
        "audio/ogg" => ".ogg",
        _ => "",
    };
}
