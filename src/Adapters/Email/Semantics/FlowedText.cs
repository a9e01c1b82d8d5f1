using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>RFC 3676, reading: paragraphs that were broken into lines for the transport become lines again.</summary>
internal static class FlowedText
{
    public static string Unflow(MimePart part)
    {
        var text = part.Text;
        if (!"flowed".Equals(part.ContentType.Parameter("format"), StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var deletesSpace = "yes".Equals(part.ContentType.Parameter("delsp"), StringComparison.OrdinalIgnoreCase);
        var result = new StringBuilder(text.Length);
        var open = -1;
        var isFirst = true;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            var depth = Math.Max(0, line.IndexOfAnyExcept('>') is var end && end < 0 ? line.Length : end);
            line = line[depth..];
            line = line.StartsWith(" ") ? line[1..] : line;

            // §4.3: the signature separator ends in a space and is not flowed.
            var flows = line.EndsWith(" ") && line is not "-- ";
            if (open != depth || line is "-- ")
            {
                // §4.5: a paragraph ends where the quote depth changes.
                result.Append(isFirst ? "" : "\n").Append('>', depth).Append(depth > 0 && line.Length > 0 ? " " : "");
            }

            result.Append(flows && deletesSpace ? line[..^1] : line);
            open = flows ? depth : -1;
            isFirst = false;
        }

        return result.ToString();
    }
}
