using System.Text.RegularExpressions;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>
/// Finds in a notice whom it is about, and what is said about each. An address heads what follows it when it stands alone on its line, before a
/// colon, or behind a label that names recipients.
/// </summary>
internal static partial class BounceRecipients
{
    private const int Most = 1000;
    private const int LongestReason = 1000;

    /// <summary>Addresses and what is said below each, in the order of the notice.</summary>
    /// <param name="notice">What the mail system says.</param>
    /// <param name="known">Addresses that the header names already; empty when they are to be found.</param>
    /// <param name="isOurs">Addresses that are never meant: the one that the notice is for.</param>
    public static IReadOnlyList<(string Address, string Reason)> Find(
        BounceNotice notice, IReadOnlyList<string> known, Func<string, bool> isOurs)
    {
        var found = Heads(notice);
        if (found.Any(head => !isOurs(head.Address)))
        {
            // Who writes to himself and gets it back is the recipient; otherwise it is a greeting.
            found.RemoveAll(head => isOurs(head.Address));
        }

        if (known.Count == 0 && found.Count == 0)
        {
            // Nothing heads anything: the addresses that a server's answer names.
            known = [.. notice.Lines.Where(line => FailureReasons.FindReplyClass(line) is not null)
                .SelectMany(line => Addresses().Matches(line).Select(match => match.Value)).Where(address => !isOurs(address))];
        }

        var wanted = known.Count > 0 ? known : [.. found.Select(head => head.Address)];
        return [.. wanted.Distinct(StringComparer.OrdinalIgnoreCase).Take(Most)
            .Select(address => (address, Reason(notice, found, address, alone: wanted.Count == 1)))];
    }

    /// <summary>True when the notice says in so many words who did not get a mail.</summary>
    public static bool IsNamed(BounceNotice notice) => notice.Lines.Any(line => line.Length <= 1000 && Undelivered().IsMatch(line));

    private static List<(string Address, int Line, string After)> Heads(BounceNotice notice)
    {
        var found = new List<(string Address, int Line, string After)>();
        for (var i = 0; i < notice.Lines.Count && found.Count < Most; i++)
        {
            if (Head(notice.Lines[i]) is { } head)
            {
                found.Add((head.Address, i, head.After));
            }
        }

        return found;
    }

    /// <summary>
    /// What stands behind and below the address, wherever it heads something; for the only recipient, where that says nothing, all.
    /// </summary>
    private static string Reason(BounceNotice notice, List<(string Address, int Line, string After)> heads, string address, bool alone)
    {
        var pieces = new List<string>();
        var used = -1;
        for (var i = 0; i < heads.Count; i++)
        {
            if (heads[i].Line > used && heads[i].Address.Equals(address, StringComparison.OrdinalIgnoreCase))
            {
                // What heads the same address again is still about it.
                var next = i + 1;
                while (next < heads.Count && heads[next].Address.Equals(address, StringComparison.OrdinalIgnoreCase))
                {
                    next++;
                }

                used = next < heads.Count ? heads[next].Line - 1 : notice.Lines.Count - 1;
                pieces.Add(heads[i].After.Trim(' ', ':', '>', '"'));
                pieces.Add(Join(notice.Lines, heads[i].Line + 1, used + 1));
            }
        }

        var reason = Cut(string.Join(' ', pieces.Where(piece => piece.Length > 0)));
        return alone && FailureReasons.FindStatus(reason).Length == 0 && FailureReasons.FindReplyClass(reason) is null
            ? Cut((reason + " " + Join(notice.Lines, 0, notice.Lines.Count)).Trim())
            : reason;
    }

    private static (string Address, string After)? Head(string line)
    {
        if (line.Length is < 3 or > 1000 || !line.Contains('@', StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var pattern in (ReadOnlySpan<Regex>)[AtStart(), Labelled()])
        {
            if (pattern.Match(line) is { Success: true } match)
            {
                return (match.Groups[1].Value, line[(match.Groups[1].Index + match.Groups[1].Length)..]);
            }
        }

        return null;
    }

    private static string Join(IReadOnlyList<string> lines, int from, int to) =>
        Cut(string.Join(' ', lines.Skip(from).Take(to - from).Where(line => line.Length > 0)));

    private static string Cut(string text) => text.Length <= LongestReason * 4 ? text : text[..(LongestReason * 4)];

    // <a@b.example>: words | a@b.example words in brackets | * a@b.example | "a@b.example": | To: <a@b.example> alone
    [GeneratedRegex(
        @"^(?:>>>|\*|-|\u2022|\d+[.)]|[245]\d\d(?=\s))?\s*[<""'\[]{0,2}([^\s<>""':,;()\[\]]{1,64}@[\w\-.]{1,255}[\w])[>""'\]]{0,2}(?:<[^>]{0,300}>)?\s*(?:[:\[(].*|\.\.\..*|(?:on|invalid|failed)\b.*|\.?)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex AtStart();

    [GeneratedRegex(
        @"(?:delivered to|undeliverable to|deliver (?:the )?(?:message|mail) to|your mail to|recipient(?: address)?|unknown user|user unknown|mailbox is full|following address(?:es)?|original-recipient:\s*rfc822;|final-recipient:\s*rfc822;|RCPT TO)\s*[:=]?\s*[<""'\[]?([^\s<>""':,;()\[\]=]{1,64}@[\w\-.]{1,255}[\w])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"(?:not be delivered to|undeliverable to|unable to deliver (?:the |your )?(?:message |mail )?to)\s*:?\s*[<""']?[^\s<>""']{1,64}@", RegexOptions.IgnoreCase)]
    private static partial Regex Undelivered();

    [GeneratedRegex(@"[^\s<>""':,;()\[\]=#]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,10}")]
    private static partial Regex Addresses();
}
