using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>Files whose own description says that they are larger than the operator allows: named, and explained, without asking for them. Pure.</summary>
internal sealed class LargeFiles(long maxBytes)
{
    /// <summary>The event without files that would not be fetched.</summary>
    public T Explain<T>(T what)
        where T : NetworkEvent => what switch
        {
            Message message when HasLarge(message.Attachments) =>
                (T)(NetworkEvent)(message with { Remarks = [.. message.Remarks, .. Reasons(message.Attachments)], Attachments = Rest(message.Attachments) }),
            RoomMessage message when HasLarge(message.Attachments) =>
                (T)(NetworkEvent)(message with { Remarks = [.. message.Remarks, .. Reasons(message.Attachments)], Attachments = Rest(message.Attachments) }),
            _ => what,
        };

    private bool HasLarge(Sequence<AttachedFile> files) => files.Any(file => file.Size > maxBytes);

    private Sequence<AttachedFile> Rest(Sequence<AttachedFile> files) => [.. files.Where(file => file.Size is null || file.Size <= maxBytes)];

    private IEnumerable<LocalText> Reasons(Sequence<AttachedFile> files) =>
        from file in files
        where file.Size > maxBytes
        let reason = FileLimit.TooLarge(file.Size!.Value, maxBytes)
        select new LocalText($"[{file.Name}: {reason.English}]", $"[{file.Name}: {reason.German}]");
}
