using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>A part of a mail that is no text, as its bytes show it and not as its sender names it. Reading never fails.</summary>
/// <param name="Part">Where it is.</param>
/// <param name="Name">Harmless, and with an ending.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Size">Bytes after decoding.</param>
/// <param name="Danger">What it could do to those who open it.</param>
/// <param name="Dimensions">Of a picture, in pixels; null when unknown.</param>
internal sealed record MailPart(MimePart Part, string Name, string MediaType, long Size, FileDanger Danger, (int Width, int Height)? Dimensions)
{
    private const int FirstBytes = 64 * 1024;
    private const int LongestName = 120;

    /// <summary>True for what browsers and clients show as a picture.</summary>
    public bool IsPicture => MediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/bmp" or "image/avif" or "image/heic";

    public static MailPart Read(MimePart part, long size)
    {
        var first = new byte[Math.Min(FirstBytes, size)];
        using var content = new PartContent(part);
        first = first[..content.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        var subject = part.ContentType.IsMessage && part.Children is [var inner] ? inner.Header("Subject") : null;
        var declared = part.ContentType.ToString();
        var type = FileKinds.Of(declared, part.FileName, first);
        var name = CleanName(part.FileName ?? subject ?? "");
        name = name.Length == 0 ? FileKinds.NameFor(type) : part.ContentType.IsMessage && !name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? name + ".eml" : name;
        return new MailPart(part, name, type, size, FileDangers.Of(name, declared, first), PictureSize.Of(first));
    }

    /// <summary>One line, no path, no turned letters, not too long; the ending stays. Empty when nothing is left.</summary>
    private static string CleanName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            // A right-to-left override makes exe.gpj of jpg.exe; what has no width hides an ending.
            if (!Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator))
            {
                clean.Append(rune.ToString());
            }
        }

        var text = clean.ToString().Trim(' ', '.');
        if (text.Length <= LongestName)
        {
            return text;
        }

        var ending = Path.GetExtension(text);
        ending = ending.Length <= 12 ? ending : "";
        var cut = LongestName - ending.Length;
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)] + ending;
    }
}
