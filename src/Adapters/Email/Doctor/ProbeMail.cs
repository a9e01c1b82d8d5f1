using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Doctor;

/// <summary>
/// A mail to an address of our own domain that nobody has, to see it come back by LMTP. A running gateway knows it by a note that the probing process
/// has put into the store: without the note the address is one like any other.
/// </summary>
internal sealed class ProbeMail
{
    private const string Prefix = "doctor-";
    private const int IdLength = 24;
    private const string Sent = "sent";
    private const string Arrived = "arrived";

    /// <summary>Longer than anybody waits for it.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly string _id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    public string LocalPart => Prefix + _id;

    /// <summary>For a running gateway: it is to come.</summary>
    public ValueTask AnnounceAsync(IAdapterState state, DateTimeOffset now, CancellationToken cancellationToken) =>
        state.SetUntilAsync(Key(_id), Sent, now + Remembered, cancellationToken);

    /// <summary>A running gateway has seen it.</summary>
    public async ValueTask<bool> HasArrivedAsync(IAdapterState state, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(_id), cancellationToken) == Arrived;

    /// <summary>The gateway's side: true for a recipient that was announced, which is then noted to have come.</summary>
    public static async ValueTask<bool> TakeAsync(EmailAddress recipient, string mailDomain, IAdapterState state, CancellationToken cancellationToken)
    {
        if (recipient.LocalPart.Length != Prefix.Length + IdLength || !recipient.LocalPart.StartsWith(Prefix, StringComparison.Ordinal)
            || DomainName.Fold(recipient.Domain) != DomainName.Fold(mailDomain))
        {
            return false;
        }

        var key = Key(recipient.LocalPart[Prefix.Length..]);
        if (await state.GetAsync(key, cancellationToken) is null)
            return false;

        await state.SetAsync(key, Arrived, cancellationToken);
        return true;
    }

    /// <summary>From the null sender, so that nobody gets a report if it never comes; which is also what reports and receipts need to be allowed.</summary>
    public SmtpEnvelope Envelope(string mailDomain, DateTimeOffset now)
    {
        var ascii = DomainName.ToAscii(mailDomain) ?? mailDomain;
        _ = EmailAddress.TryParse($"{LocalPart}@{ascii}", out var to);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Date: {now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000
            From: <postmaster@{ascii}>
            To: <{LocalPart}@{ascii}>
            Subject: Probe of xmpp-gateway doctor
            Message-ID: <{_id}.doctor@{ascii}>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=us-ascii

            This mail tries the way through the mail server. Nobody needs to read it.

            """).ReplaceLineEndings("\r\n");
        return new SmtpEnvelope(_id, null, [to!], Encoding.ASCII.GetBytes(text));
    }

    private static string Key(string id) => "doctor/" + id;
}
