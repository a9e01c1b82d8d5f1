namespace XmppGateway.Storage;

/// <summary>How one entry of several ends that end together.</summary>
/// <param name="HasFailed">Given up, as by <see cref="IOutboxStore.FailOutgoingAsync"/>; otherwise taken, as by <see cref="IOutboxStore.CompleteOutgoingAsync"/>.</param>
internal sealed record OutboxEnd(long Sequence, bool HasFailed, string? ForeignId = null, string? Target = null);
