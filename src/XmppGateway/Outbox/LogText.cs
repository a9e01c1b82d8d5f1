using System.Text.RegularExpressions;

namespace XmppGateway.Outbox;

/// <summary>Foreign servers quote addresses in their answers; logs above Debug do not hold any.</summary>
internal static partial class LogText
{
    /// <summary>The text with the local parts of addresses left out, at most 200 characters of it.</summary>
    public static string WithoutAddresses(string text) => LocalPart().Replace(text.Length > 200 ? text[..200] : text, "…@");

    [GeneratedRegex(@"[^\s<>()\[\]:;,""'@]+@", RegexOptions.NonBacktracking)]
    private static partial Regex LocalPart();
}
