using System.Buffers;
using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>One answer of the server: basic code (RFC 5321 §4.2), enhanced code (RFC 2034), text.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Enhanced">RFC 2034 §4: on all 2xx, 4xx and 5xx answers except to LHLO and the greeting; null there.</param>
/// <param name="Text">Printable ASCII; lines end in LF.</param>
internal sealed record LmtpReply(int Code, string? Enhanced, string Text)
{
    public static readonly LmtpReply Ok = new(250, "2.0.0", "OK");
    public static readonly LmtpReply SenderOk = new(250, "2.1.0", "Sender OK");
    public static readonly LmtpReply RecipientOk = new(250, "2.1.5", "Recipient OK");
    public static readonly LmtpReply StartData = new(354, null, "End data with <CR><LF>.<CR><LF>");
    public static readonly LmtpReply Bye = new(221, "2.0.0", "Bye");
    public static readonly LmtpReply Stored = new(250, "2.0.0", "Stored");
    public static readonly LmtpReply TryAgain = new(451, "4.3.0", "Cannot store it now, try again");
    public static readonly LmtpReply NoSuchUser = new(550, "5.1.1", "No such user here");
    public static readonly LmtpReply UserNotAllowed = new(550, "5.7.1", "This user may not receive mail through the gateway");
    public static readonly LmtpReply TooManyHops = new(554, "5.4.6", "Too many hops: this message goes in circles");
    public static readonly LmtpReply TooLarge = new(552, "5.3.4", "Message too large");
    public static readonly LmtpReply OutOfBuffers = new(452, "4.3.1", "Too many messages at once, try again");
    public static readonly LmtpReply OutOfStorage = new(452, "4.3.1", "No room to store it now, try again");
    public static readonly LmtpReply LineTooLong = new(500, "5.5.2", "Line too long");
    public static readonly LmtpReply TextLineTooLong = new(554, "5.6.0", "Message has a line that is too long");
    public static readonly LmtpReply TooManyRecipients = new(452, "4.5.3", "Too many recipients");
    public static readonly LmtpReply TooManyErrors = new(421, "4.7.0", "Too many errors");
    public static readonly LmtpReply TooManyConnections = new(421, "4.7.0", "Too many connections");
    public static readonly LmtpReply Stopping = new(421, "4.3.2", "Shutting down");
    public static readonly LmtpReply TimedOut = new(421, "4.4.2", "Time-out");
    public static readonly LmtpReply UnknownCommand = new(500, "5.5.1", "Unknown command");
    public static readonly LmtpReply NotSmtp = new(500, "5.5.1", "This is LMTP: say LHLO");
    public static readonly LmtpReply BadArgument = new(501, "5.5.4", "Syntax error in arguments");
    public static readonly LmtpReply BadSender = new(501, "5.1.7", "Bad sender address syntax");
    public static readonly LmtpReply BadRecipient = new(501, "5.1.3", "Bad recipient address syntax");
    public static readonly LmtpReply UnknownParameter = new(555, "5.5.4", "Unsupported parameter");
    public static readonly LmtpReply NeedsSmtpUtf8 = new(553, "5.6.7", "Address needs SMTPUTF8");
    public static readonly LmtpReply CannotVerify = new(252, "2.5.0", "Cannot verify, but will try to deliver");
    public static readonly LmtpReply Help = new(214, "2.0.0", "See RFC 2033");

    /// <summary>Whether the command failed for good or for now.</summary>
    public bool IsError => Code >= 400;

    /// <summary>Whether the connection ends with it (RFC 5321 §3.8).</summary>
    public bool EndsConnection => Code is 221 or 421;

    public static LmtpReply Greeting(string host) => new(220, null, host + " LMTP ready");

    public static LmtpReply Extensions(string host, int maxMessageBytes) => new(
        250,
        null,
        host + "\nPIPELINING\n8BITMIME\nSMTPUTF8\nENHANCEDSTATUSCODES\nSIZE " + maxMessageBytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes the answer in wire form.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        var rest = Text.AsSpan();
        while (true)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            var separator = end < 0 ? ' ' : '-';
            var enhanced = Enhanced is null ? "" : Enhanced + " ";
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Code}{separator}{enhanced}{line}\r\n"), output);
            if (end < 0)
                return;

            rest = rest[(end + 1)..];
        }
    }
}
