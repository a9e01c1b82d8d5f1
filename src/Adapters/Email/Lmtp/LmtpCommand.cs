using System.Text;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>One command line, split into its verb and the rest.</summary>
internal readonly record struct LmtpCommand(LmtpVerb Verb, string Argument)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a line without its CRLF. Verbs are case-insensitive (RFC 5321 §2.4). A line that is no UTF-8 or holds a control character is
    /// no command: nothing of it can end up in an address.
    /// </summary>
    public static LmtpCommand Parse(ReadOnlySpan<byte> line)
    {
        if (line.ContainsAnyInRange((byte)0, (byte)0x1F) || line.Contains((byte)0x7F))
            return new(LmtpVerb.Unknown, "");

        string text;
        try
        {
            text = StrictUtf8.GetString(line).TrimEnd(' ');
        }
        catch (DecoderFallbackException)
        {
            return new(LmtpVerb.Unknown, "");
        }

        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var verb = space < 0 ? text : text[..space];
        return new(VerbOf(verb), space < 0 ? "" : text[(space + 1)..]);
    }

    private static LmtpVerb VerbOf(string word) => word.ToUpperInvariant() switch
    {
        "LHLO" => LmtpVerb.Lhlo,
        "MAIL" => LmtpVerb.Mail,
        "RCPT" => LmtpVerb.Rcpt,
        "DATA" => LmtpVerb.Data,
        "RSET" => LmtpVerb.Rset,
        "NOOP" => LmtpVerb.Noop,
        "QUIT" => LmtpVerb.Quit,
        "VRFY" => LmtpVerb.Vrfy,
        "HELP" => LmtpVerb.Help,
        "HELO" or "EHLO" => LmtpVerb.Helo,
        _ => LmtpVerb.Unknown,
    };
}
