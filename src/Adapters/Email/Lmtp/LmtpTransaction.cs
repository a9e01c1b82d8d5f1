using System.Globalization;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>Collects one envelope: the decisions on MAIL and RCPT that need no network.</summary>
internal sealed class LmtpTransaction(LmtpLimits limits)
{
    private readonly List<LmtpRecipient> _recipients = [];
    private string _sender = "";
    private bool _smtpUtf8;

    public LmtpEnvelope Envelope => new(_sender, [.. _recipients]);

    public void Reset()
    {
        _recipients.Clear();
        _sender = "";
        _smtpUtf8 = false;
    }

    /// <summary>Decides on <c>MAIL FROM:&lt;path&gt; [BODY=] [SIZE=] [SMTPUTF8]</c>.</summary>
    public LmtpReply Begin(string argument)
    {
        if (!LmtpPath.TryParse(argument, "FROM:", out var path))
            return LmtpReply.BadSender;

        foreach (var parameter in path.Parameters)
        {
            if (Refuses(parameter) is { } refusal)
                return refusal;
        }

        _smtpUtf8 = path.Parameters.Contains("SMTPUTF8", StringComparer.OrdinalIgnoreCase);
        if (path.NeedsSmtpUtf8 && !_smtpUtf8)
            return LmtpReply.NeedsSmtpUtf8;

        _sender = path.Mailbox;
        return LmtpReply.SenderOk;
    }

    /// <summary>Decides on the form of <c>RCPT TO:&lt;path&gt;</c>; null means that its owner is to be asked for.</summary>
    public LmtpReply? Check(string argument, out string mailbox)
    {
        mailbox = "";
        if (!LmtpPath.TryParse(argument, "TO:", out var path) || path.Mailbox.Length == 0)
            return LmtpReply.BadRecipient;
        if (path.Parameters.Count > 0)
            return LmtpReply.UnknownParameter;
        if (path.NeedsSmtpUtf8 && !_smtpUtf8)
            return LmtpReply.NeedsSmtpUtf8;

        mailbox = path.Mailbox;
        return _recipients.Count < limits.MaxRecipients ? null : LmtpReply.TooManyRecipients;
    }

    public void Add(string mailbox, object? owner) => _recipients.Add(new(mailbox, owner));

    private LmtpReply? Refuses(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? parameter : parameter[..equals];
        var value = equals < 0 ? null : parameter[(equals + 1)..];
        return (name.ToUpperInvariant(), value?.ToUpperInvariant()) switch
        {
            ("BODY", "7BIT" or "8BITMIME") => null,
            ("SMTPUTF8", null) => null,
            ("SIZE", { } size) => CheckSize(size),
            ("BODY" or "SMTPUTF8" or "SIZE", _) => LmtpReply.BadArgument,
            _ => LmtpReply.UnknownParameter,
        };
    }

    // RFC 1870 §6: the declared size is refused before a byte of the message is sent.
    private LmtpReply? CheckSize(string text) =>
        text.Length > 20 || !UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? LmtpReply.BadArgument
        : size > (uint)limits.MaxMessageBytes ? LmtpReply.TooLarge
        : null;
}
