using System.Text;

namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>
/// Takes off what a chat does not want to see of an answer: the mail that is answered, and signatures. Quotations between answers stay, because the
/// answers mean nothing without them; mails that are passed on stay. Nothing is cut when nothing would be left. Pure; linear in the text.
/// </summary>
internal static class ReplyTrimmer
{
    /// <summary>A longer quotation before an answer keeps only its end, which is what the answer is about.</summary>
    private const int LongContext = 20;

    private const int KeptContext = 10;

    /// <param name="text">Lines ending in LF.</param>
    /// <param name="isForward">The subject says that the mail passes on another one.</param>
    public static TrimmedText Trim(string text, bool isForward = false)
    {
        var lines = text.Split('\n');
        var keep = Keep(lines, isForward);
        var visible = new StringBuilder();
        var cut = new StringBuilder();
        var gap = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (keep[i])
            {
                // Where something was taken out, the empty lines on both sides of it are one.
                if (!gap || visible.Length == 0 || lines[i].Trim().Length > 0)
                {
                    visible.Append(lines[i]).Append('\n');
                    gap = false;
                }
            }
            else
            {
                cut.Append(lines[i]).Append('\n');
                gap = EndsInGap(visible);
            }
        }

        return new TrimmedText(TrimLines(visible), TrimLines(cut));
    }

    /// <summary>Which lines stay.</summary>
    /// <param name="hints">What is known of each line; null when nothing is.</param>
    public static bool[] Keep(IReadOnlyList<string> lines, bool isForward, IReadOnlyList<LineHint>? hints = null)
    {
        var roles = LineRoles.Of(lines, isForward, hints);
        var keep = new bool[lines.Count];
        for (var i = 0; i < keep.Length; i++)
        {
            keep[i] = roles[i] is LineRole.Own or LineRole.Forwarded;
        }

        KeepContext(lines, roles, keep);
        if (!lines.Where((line, i) => keep[i] && !string.IsNullOrWhiteSpace(line)).Any())
        {
            Array.Fill(keep, true);
        }

        return keep;
    }

    /// <summary>
    /// Quotations that words of the author follow. A single one at the very beginning is the usual answer below a quotation, which in a chat
    /// everybody has just read.
    /// </summary>
    private static void KeepContext(IReadOnlyList<string> lines, LineRole[] roles, bool[] keep)
    {
        var quotations = Quotations(lines, roles);
        if (quotations is [var only] && !Says(lines, roles, 0, only.Start))
        {
            return;
        }

        foreach (var (start, end) in quotations)
        {
            for (var i = end - start > LongContext ? end - KeptContext : start; i < end; i++)
            {
                keep[i] = true;
            }
        }
    }

    private static List<(int Start, int End)> Quotations(IReadOnlyList<string> lines, LineRole[] roles)
    {
        var found = new List<(int Start, int End)>();
        var pending = new List<(int Start, int End)>();
        for (var i = 0; i < roles.Length; i++)
        {
            if (roles[i] == LineRole.Quote)
            {
                var start = i;
                while (i + 1 < roles.Length && roles[i + 1] == LineRole.Quote)
                {
                    i++;
                }

                pending.Add((start, i + 1));
            }
            else if (roles[i] == LineRole.Own && !string.IsNullOrWhiteSpace(lines[i]))
            {
                found.AddRange(pending);
                pending.Clear();
            }
        }

        return found;
    }

    private static bool Says(IReadOnlyList<string> lines, LineRole[] roles, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (roles[i] == LineRole.Own && !string.IsNullOrWhiteSpace(lines[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsInGap(StringBuilder text) => text.Length < 2 || (text[^1] == '\n' && text[^2] == '\n');

    private static string TrimLines(StringBuilder text)
    {
        var all = text.ToString().TrimEnd();
        var start = 0;
        for (var i = 0; i < all.Length && char.IsWhiteSpace(all[i]); i++)
        {
            start = all[i] == '\n' ? i + 1 : start;
        }

        return all[start..];
    }
}
