using XmppGateway.Translation;

namespace XmppGateway.Media;

/// <summary>Names of files from outside, made harmless: no path, no control, nothing that turns the direction of the text. Pure.</summary>
internal static class FileNames
{
    /// <summary>For a file that nobody has named.</summary>
    public const string Unnamed = "file";

    private const int MaximumName = 120;

    /// <summary>The name alone, at most 120 UTF-16 units with its ending; never empty.</summary>
    public static string Clean(string name)
    {
        // XEP-0446 §5: separators of any system. A right-to-left override makes exe.gpj of jpg.exe.
        var line = BodyText.CleanLine(name[(name.LastIndexOfAny(['/', '\\']) + 1)..]);
        var clean = new string([.. line.Where(c => !char.IsControl(c) && !TurnsDirection(c))]).Trim().Trim('.').Trim();
        return clean.Length == 0 ? Unnamed : clean.Length <= MaximumName ? clean : Shorten(clean);
    }

    /// <summary>The name in the path of a URL.</summary>
    public static string OfUrl(Uri url)
    {
        var last = url.AbsolutePath[(url.AbsolutePath.LastIndexOf('/') + 1)..];
        return Clean(Uri.UnescapeDataString(last));
    }

    private static string Shorten(string name)
    {
        var ending = Path.GetExtension(name);
        ending = ending.Length is > 1 and <= 10 && ending.All(c => char.IsAscii(c)) ? ending : "";
        return BodyText.Truncate(name[..^ending.Length], MaximumName - ending.Length) + ending;
    }

    private static bool TurnsDirection(char c) => c is '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
