namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>What stands behind the protocol: who has a mailbox here, and the storing of messages.</summary>
internal interface ILmtpMailbox
{
    /// <summary>Decides on one RCPT. With <see cref="LmtpReply.RecipientOk"/> comes the owner that <see cref="StoreAsync"/> gets back.</summary>
    ValueTask<(LmtpReply Reply, object? Owner)> FindAsync(string mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a message and gives one answer per recipient, in order. The message's memory is reused when the call returns.
    /// </summary>
    ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(
        LmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
