using System.Text.RegularExpressions;

namespace XmppGateway.Outbox;

/// <summary>What of a message may stand in the log and on pages: foreign servers quote addresses, and logs above Debug do not hold any.</summary>
internal static partial class LogText
{
    private const int Longest = 200;

    // The end of an address may be where a text is cut: it is cut behind what is looked at.
    private const int LongestLookedAt = 4000;

    /// <summary>The text with the local parts of addresses and of Matrix user ids left out, at most 200 characters of it.</summary>
    public static string WithoutAddresses(string text)
    {
        var without = LocalPart().Replace(UserId().Replace(Begin(text, LongestLookedAt), "$1…$2$3"), "…@");
        return Begin(without, Longest);
    }

    /// <summary>Enough of a stable id to find it in another server's log: Message-IDs and transaction ids begin with it.</summary>
    public static string ShortId(string id) => id.Length > 8 ? id[..8] : id;

    private static string Begin(string text, int length) => text.Length > length ? text[..length] : text;

    // A server follows at once, and no word: "bob@example.test: unknown" is mail. Also as it stands in the address of a request.
    [GeneratedRegex(@"(@|%40)[^\s<>()\[\]:;,""'@/?&]+(:|%3A)([a-z0-9\[])", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex UserId();

    [GeneratedRegex(@"[^\s<>()\[\]:;,""'@]+@", RegexOptions.NonBacktracking)]
    private static partial Regex LocalPart();
}
