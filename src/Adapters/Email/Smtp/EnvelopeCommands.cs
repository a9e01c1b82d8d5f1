using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Writes MAIL and RCPT with the parameters that the server understands, or says why it cannot be done. Pure.</summary>
internal static class EnvelopeCommands
{
    /// <summary>For an address with a local part beyond ASCII, on a server that cannot say it (RFC 6531 §3.2).</summary>
    public static DeliveryResult.Rejected NotInternational { get; } = new(SmtpTexts.NotInternational, FailureCondition.NotSupported);

    /// <summary>Null: the mail can be sent. Otherwise the same refusal for every recipient.</summary>
    public static DeliveryResult.Rejected? CheckFor(SmtpEnvelope envelope, SmtpCapabilities server)
    {
        if (NeedsSmtpUtf8(envelope) && !server.SmtpUtf8)
        {
            return NotInternational;
        }

        if (NamesInternational(envelope) && !server.SmtpUtf8)
            return new(SmtpTexts.NamesInternational, FailureCondition.NotSupported);

        // RFC 1870 §6: no need to send what will not be taken.
        return server.MaxSize > 0 && envelope.Length > server.MaxSize
            ? new(SmtpTexts.TooLarge, FailureCondition.PolicyViolation)
            : null;
    }

    public static string Mail(SmtpEnvelope envelope, SmtpCapabilities server)
    {
        var command = new StringBuilder("MAIL FROM:<").Append(envelope.From is null ? "" : Path(envelope.From, envelope)).Append('>');
        if (server.Size)
            command.Append(CultureInfo.InvariantCulture, $" SIZE={envelope.Length}");

        // COMPAT(servers without 8BITMIME): the text goes as it is; nobody strips the eighth bit today.
        if (server.EightBitMime && !System.Text.Ascii.IsValid(envelope.Message.Span))
            command.Append(" BODY=8BITMIME");
        if (NeedsSmtpUtf8(envelope) || NamesInternational(envelope))
            command.Append(" SMTPUTF8");

        // RFC 3461 §4.3, §4.4. A mail that nobody wants a bounce for asks for none.
        if (server.Dsn && envelope.From is not null)
            command.Append(" RET=HDRS ENVID=").Append(Xtext(envelope.Id));

        return command.ToString();
    }

    public static string Recipient(EmailAddress to, SmtpEnvelope envelope, SmtpCapabilities server)
    {
        var command = new StringBuilder("RCPT TO:<").Append(Path(to, envelope)).Append('>');
        if (server.Dsn)
        {
            // RFC 3461 §4.1, §4.2; RFC 6533 §3 for addresses that are not ASCII.
            command.Append(envelope.From is null ? " NOTIFY=NEVER" : " NOTIFY=FAILURE,DELAY")
                .Append(to.NeedsSmtpUtf8 ? " ORCPT=utf-8;" + Unitext(to.Text) : " ORCPT=rfc822;" + Xtext(Path(to, envelope)));
        }

        return command.ToString();
    }

    /// <summary>
    /// RFC 6532 §1: a header with anything beyond ASCII needs SMTPUTF8, whoever gets the mail. Only addresses are ever written so (From, To, Cc, those that
    /// ask for receipts): all other words are encoded.
    /// </summary>
    private static bool NamesInternational(SmtpEnvelope envelope)
    {
        var mail = envelope.Message.Span;
        var end = mail.IndexOf("\r\n\r\n"u8);
        return end > 0 && !System.Text.Ascii.IsValid(mail[..end]);
    }

    private static bool NeedsSmtpUtf8(SmtpEnvelope envelope) =>
        envelope.From?.NeedsSmtpUtf8 == true || envelope.To.Any(to => to.NeedsSmtpUtf8);

    /// <summary>A domain needs SMTPUTF8 only beside a local part that does: A-labels say the same to everybody.</summary>
    private static string Path(EmailAddress address, SmtpEnvelope envelope) =>
        NeedsSmtpUtf8(envelope) ? address.Text : address.LocalPart + "@" + address.ToAsciiDomain();

    /// <summary>
    /// RFC 6533 §3, utf-8-addr-unitext, as these addresses go to servers with SMTPUTF8 only: letters as they are, and as <c>\x{HEX}</c> what ends a
    /// parameter or begins an escape.
    /// </summary>
    private static string Unitext(string text) => string.Concat(text.Select(
        c => c is > ' ' and not ('+' or '=' or '\\' or '\x7F') && !char.IsControl(c) && !char.IsWhiteSpace(c)
            ? c.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"\\x{{{(int)c:X2}}}")));

    /// <summary>RFC 3461 §4: <c>+</c>, <c>=</c> and everything that is not printable ASCII as <c>+XX</c>.</summary>
    private static string Xtext(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(
        b => b is > 0x20 and < 0x7F and not ((byte)'+' or (byte)'=') ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"+{b:X2}")));
}
