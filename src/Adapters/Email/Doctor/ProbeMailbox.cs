using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Doctor;

/// <summary>Stands in the gateway's place while none runs: takes the one probe, and asks for every other mail to be sent later.</summary>
internal sealed class ProbeMailbox(ProbeMail probe) : ILmtpMailbox
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task;

    public ValueTask<(LmtpReply Reply, object? Owner)> FindAsync(string mailbox, CancellationToken cancellationToken) => ValueTask.FromResult<(LmtpReply, object?)>(
        EmailAddress.TryParse(mailbox, out var address) && address.LocalPart == probe.LocalPart ? (LmtpReply.RecipientOk, this) : (LmtpReply.TryAgain, null));

    public ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(
        LmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _arrived.TrySetResult();
        return ValueTask.FromResult<IReadOnlyList<LmtpReply>>([.. envelope.Recipients.Select(_ => LmtpReply.Stored)]);
    }
}
