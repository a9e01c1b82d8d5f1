namespace XmppGateway.Profiles;

/// <summary>What a picture is, by its first bytes: what somebody says of it counts for nothing (XEP-0153). Pure.</summary>
internal static class PictureType
{
    /// <summary>The media type; null for what is none of the kinds that clients show.</summary>
    public static string? Of(ReadOnlySpan<byte> content) => content switch
    {
        _ when IsPng(content) => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        _ when content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) => "image/gif",
        _ when content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) => "image/webp",
        _ => null,
    };

    private static bool IsPng(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
}
