using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>Files in the middle of a text, as mail programs sent them before MIME (POSIX.1-2017, uuencode). Pure; one pass.</summary>
internal static class UuencodedFiles
{
    private const string Begin = "begin ";

    /// <summary>The text without them, and the files as parts of their own.</summary>
    public static (string Text, IReadOnlyList<MimePart> Files) Take(string text)
    {
        if (!text.Contains(Begin, StringComparison.Ordinal))
        {
            return (text, []);
        }

        var lines = text.Split('\n');
        var rest = new List<string>(lines.Length);
        var files = new List<MimePart>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (NameIn(lines[i]) is { } name && EndOf(lines, i) is { } end)
            {
                files.Add(PartOf(name, lines[i..(end + 1)]));
                i = end;
            }
            else
            {
                rest.Add(lines[i]);
            }
        }

        return files.Count == 0 ? (text, []) : (string.Join('\n', rest), files);
    }

    /// <summary><c>begin 644 name</c>: the permissions are three octal digits, or four.</summary>
    private static string? NameIn(string line)
    {
        if (!line.StartsWith(Begin, StringComparison.Ordinal))
        {
            return null;
        }

        var mode = line.AsSpan(Begin.Length);
        var space = mode.IndexOf(' ');
        return space is 3 or 4 && !mode[..space].ContainsAnyExceptInRange('0', '7') && mode[space..].Trim() is { Length: > 0 } name ? name.ToString() : null;
    }

    /// <summary>The line that ends a file; null where it is none after all. No line of a file can begin another one: small letters are not in it.</summary>
    private static int? EndOf(string[] lines, int begin)
    {
        for (var i = begin + 1; i < lines.Length; i++)
        {
            var line = lines[i].AsSpan().TrimEnd('\r');
            if (line is "end")
            {
                return i > begin + 1 ? i : null;
            }

            // Servers cut spaces off the ends of lines, all of them where there are only zeros, and some programs write a sum there.
            var bytes = line.IsEmpty ? 0 : (line[0] - ' ') & 63;
            if (line.ContainsAnyExceptInRange(' ', '`') || line.Length > 2 + ((bytes + 2) / 3 * 4))
            {
                return null;
            }
        }

        return null;
    }

    private static MimePart PartOf(string name, IEnumerable<string> lines) => MessageView.Read(Encoding.UTF8.GetBytes(
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''" + Uri.EscapeDataString(name)
        + "\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" + string.Join("\r\n", lines) + "\r\n")).Root;
}
