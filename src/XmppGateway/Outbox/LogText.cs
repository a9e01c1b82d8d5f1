using System.Text.RegularExpressions;

namespace XmppGateway.Outbox;

/// <summary>What of a message may stand in the log: foreign servers quote addresses, and logs above Debug do not hold any.</summary>
internal static partial class LogText
{
    /// <summary>The text with the local parts of addresses left out, at most 200 characters of it.</summary>
    public static string WithoutAddresses(string text) => LocalPart().Replace(text.Length > 200 ? text[..200] : text, "…@");

    /// <summary>Enough of a stable id to find it in another server's log: Message-IDs and transaction ids begin with it.</summary>
    public static string ShortId(string id) => id.Length > 8 ? id[..8] : id;

    [GeneratedRegex(@"[^\s<>()\[\]:;,""'@]+@", RegexOptions.NonBacktracking)]
    private static partial Regex LocalPart();
}
