using System.Diagnostics.CodeAnalysis;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>A path argument: <c>FROM:&lt;alice@example.org&gt; SIZE=42</c> (RFC 5321 §4.1.1.2, §4.1.1.3, §4.1.2).</summary>
/// <param name="Mailbox">What stands between the brackets, without a source route; empty for the null sender.</param>
/// <param name="Parameters">The words after the path.</param>
internal sealed record LmtpPath(string Mailbox, IReadOnlyList<string> Parameters)
{
    /// <summary>RFC 5321 §4.5.3.1.3 says 256 octets; UTF-8 and long local parts of forwarders go beyond.</summary>
    private const int MaxLength = 1024;

    /// <summary>Whether the mailbox is beyond ASCII and so needs RFC 6531.</summary>
    public bool NeedsSmtpUtf8 => Mailbox.AsSpan().ContainsAnyExceptInRange('\0', '\x7F');

    /// <summary>Reads <c>keyword "&lt;" [source-route] mailbox "&gt;" *(SP parameter)</c>.</summary>
    public static bool TryParse(string argument, string keyword, [NotNullWhen(true)] out LmtpPath? path)
    {
        path = null;
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return false;

        // COMPAT(several senders): RFC 5321 §3.3 forbids the space after the colon, everybody accepts it.
        var rest = argument.AsSpan(keyword.Length).TrimStart(' ');
        var end = rest is ['<', ..] ? EndOf(rest) : -1;
        if (end is < 0 or > MaxLength)
            return false;

        var mailbox = WithoutRoute(rest[1..end]);
        var parameters = rest[(end + 1)..];
        if (parameters is not [] and not [' ', ..] || mailbox.Trim(' ').Length != mailbox.Length)
            return false;

        path = new(mailbox.ToString(), parameters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return true;
    }

    /// <summary>The closing bracket; one inside a quoted local part does not count. -1 when there is none.</summary>
    private static int EndOf(ReadOnlySpan<char> text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when quoted:
                    i++;
                    break;
                case '>' when !quoted:
                    return i;
                case '<' when !quoted:
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>RFC 5321 §4.1.1.3: <c>@one,@two:mailbox</c> is accepted, and its route ignored.</summary>
    private static ReadOnlySpan<char> WithoutRoute(ReadOnlySpan<char> text) =>
        text is ['@', ..] && text.IndexOf(':') is > 0 and var colon ? text[(colon + 1)..] : text;
}
