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
                (T)(NetworkEvent)(message with { Body = WithReasons(message.Body, message.Attachments), Attachments = Rest(message.Attachments) }),
            RoomMessage message when HasLarge(message.Attachments) =>
                (T)(NetworkEvent)(message with { Body = WithReasons(message.Body, message.Attachments), Attachments = Rest(message.Attachments) }),
            _ => what,
        };

    private bool HasLarge(Sequence<AttachedFile> files) => files.Any(file => file.Size > maxBytes);

    private Sequence<AttachedFile> Rest(Sequence<AttachedFile> files) => [.. files.Where(file => file.Size is null || file.Size <= maxBytes)];

    private RichText WithReasons(RichText body, Sequence<AttachedFile> files)
    {
        var lines = files.Where(file => file.Size > maxBytes).Select(file => $"[{file.Name}: {FileLimit.TooLarge(file.Size!.Value, maxBytes).English}]");
        var text = string.Join('\n', lines);
        return body.Plain.Length == 0 ? new RichText(text)
            : body.Blocks.Count == 0 ? new RichText(body.Plain + "\n" + text)
            : RichText.Of([.. body.Blocks, new RichBlock.Paragraph([new RichInline.Text(text)])]);
    }
}
