using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>One mail and whom it goes to.</summary>
/// <param name="Id">Chosen once per mail, the same on every attempt; also the ENVID, by which a bounce can name it (RFC 3461 §4.4).</param>
/// <param name="From">The reverse path; null is the null sender.</param>
/// <param name="To">At least one.</param>
/// <param name="Message">Complete but for <paramref name="Rest"/>, lines ending in CRLF.</param>
/// <param name="Rest">What follows it: files, which are not held in memory. Goes with the envelope: disposed of when that is at its end.</param>
internal sealed record SmtpEnvelope(
    string Id, EmailAddress? From, IReadOnlyList<EmailAddress> To, ReadOnlyMemory<byte> Message, IMailRest? Rest = null)
{
    /// <summary>Of the whole mail in bytes, as SIZE counts them (RFC 1870 §5).</summary>
    public long Length => Message.Length + (Rest?.Length ?? 0);
}

/// <summary>The later part of a mail, read while it is sent. ASCII, lines ending in CRLF.</summary>
internal interface IMailRest : IAsyncDisposable
{
    /// <summary>In bytes; exact.</summary>
    long Length { get; }

    /// <summary>From its beginning, also a second time: a connection can end in the middle.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);
}
