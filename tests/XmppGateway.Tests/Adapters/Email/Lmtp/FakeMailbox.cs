using System.Collections.Concurrent;
using System.Text;
using XmppGateway.Adapters.Email.Lmtp;

namespace XmppGateway.Tests.Adapters.Email.Lmtp;

/// <summary>A mailbox that knows everybody but <c>nobody@</c>, and keeps what it got.</summary>
internal sealed class FakeMailbox : ILmtpMailbox
{
    public ConcurrentQueue<(LmtpEnvelope Envelope, string Message)> Stored { get; } = new();

    public Func<LmtpRecipient, LmtpReply> Outcome { get; set; } = _ => LmtpReply.Stored;

    public Func<CancellationToken, Task> BeforeStoring { get; set; } = _ => Task.CompletedTask;

    public ValueTask<(LmtpReply Reply, object? Owner)> FindAsync(string mailbox, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(LmtpReply, object?)>(
            mailbox.StartsWith("nobody@", StringComparison.Ordinal) ? (LmtpReply.NoSuchUser, null) : (LmtpReply.RecipientOk, mailbox));

    public async ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(
        LmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await BeforeStoring(cancellationToken);
        Stored.Enqueue((envelope, Encoding.UTF8.GetString(message.Span)));
        return [.. envelope.Recipients.Select(Outcome)];
    }
}
