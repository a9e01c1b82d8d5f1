using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>The file of a message (client-server API, "m.room.message msgtypes" and "Stickers"). What it says of itself is only a hint.</summary>
internal static class MessageMedia
{
    private const int LongestName = 255;
    private const int MostPixels = 1 << 20;
    private const long LongestMilliseconds = 7L * 24 * 3600 * 1000;

    /// <summary>What kind of file some content carries; null when it is no message with a file.</summary>
    public static string? KindOf(string type, JsonElement content) => (type, content.Text("msgtype")) switch
    {
        ("m.sticker", _) => "sticker",
        (EventTypes.Message, "m.image") => "image",
        (EventTypes.Message, "m.video") => "video",
        (EventTypes.Message, "m.audio") => "audio",
        (EventTypes.Message, "m.file") => "file",
        _ => null,
    };

    /// <summary>The file; null when there is none, or none that can be read: it is encrypted, or its address is none.</summary>
    public static AttachedFile? Read(string type, JsonElement content)
    {
        if (KindOf(type, content) is not { } kind || IsEncrypted(content) || MediaUri.Read(content.Text("url")) is not { } uri)
        {
            return null;
        }

        var info = content.Child("info");
        var mediaType = MediaKinds.Normalise(info.Text("mimetype"));
        return new AttachedFile(uri.ToString(), NameOf(kind, content) ?? kind + MediaKinds.EndingOf(mediaType), mediaType)
        {
            Size = info.Number("size") is { } size and >= 0 ? size : null,
            Dimensions = DimensionsOf(info),
            Duration = info.Number("duration") is { } length and > 0 and < LongestMilliseconds ? TimeSpan.FromMilliseconds(length) : null,
            Thumbnail = ThumbnailOf(info),
            Description = kind == "sticker" && content.Text("body") is { Length: > 0 } description ? description : null,

            // MSC3245.
            IsVoice = kind == "audio" && content.Child("org.matrix.msc3245.voice").ValueKind == JsonValueKind.Object,
        };
    }

    // Client-server API, "Media captions": a filename beside a different body makes the body a caption.
    public static string? CaptionOf(JsonElement content) =>
        content.Text("filename") is { Length: > 0 } name && content.Text("body") is { Length: > 0 } body && body != name ? body : null;

    /// <summary>Names a file that cannot be shown.</summary>
    public static string InWords(string kind, JsonElement content)
    {
        var name = content.Text("filename") ?? content.Text("body");
        var size = content.Child("info").Number("size") is { } bytes and > 0 ? ", " + Size(bytes) : "";
        var how = IsEncrypted(content) ? "sent encrypted" : "sent";
        var line = $"[{kind}{(string.IsNullOrEmpty(name) ? "" : ": " + name)}{size} - {how} on Matrix, cannot be shown here]";
        return CaptionOf(content) is { } caption ? caption + "\n" + line : line;
    }

    private static bool IsEncrypted(JsonElement content) => content.Child("file").ValueKind == JsonValueKind.Object;

    // The body of a sticker describes it, that of anything else names it.
    private static string? NameOf(string kind, JsonElement content)
    {
        var name = content.Text("filename") is { Length: > 0 } given ? given : kind == "sticker" ? null : content.Text("body");
        var last = name?.Split('/', '\\')[^1].Trim();
        return last is { Length: > 0 } ? last.Length <= LongestName ? last : last[^LongestName..] : null;
    }

    private static (int Width, int Height)? DimensionsOf(JsonElement info) =>
        info.Number("w") is { } width and > 0 and <= MostPixels && info.Number("h") is { } height and > 0 and <= MostPixels
            ? ((int)width, (int)height)
            : null;

    private static AttachedFile? ThumbnailOf(JsonElement info)
    {
        var about = info.Child("thumbnail_info");
        var mediaType = MediaKinds.Normalise(about.Text("mimetype"));
        return MediaUri.Read(info.Text("thumbnail_url")) is { } uri
            ? new AttachedFile(uri.ToString(), "thumbnail" + MediaKinds.EndingOf(mediaType), mediaType)
            {
                Size = about.Number("size") is { } size and >= 0 ? size : null,
                Dimensions = DimensionsOf(about),
            }
            : null;
    }

    private static string Size(long bytes) =>
        bytes < 1024 * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
