namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Builds the parts of a message from the events of <see cref="MimeReader"/>.</summary>
internal static class MimeTree
{
    public static MimePart Build(ReadOnlyMemory<byte> raw, MimeLimits limits, out IReadOnlyList<string> damage) =>
        Build(raw, limits, null, out damage);

    private static MimePart Build(ReadOnlyMemory<byte> raw, MimeLimits limits, MimePart? above, out IReadOnlyList<string> damage)
    {
        var root = new MimePart(raw, above, limits);
        var open = new Stack<MimePart>();
        var reader = new MimeReader(raw.Span, limits);
        while (reader.Read())
        {
            switch (reader.Event)
            {
                case MimeEvent.PartBegin when open.TryPeek(out var parent):
                    var child = new MimePart(raw, parent, limits) { Begin = reader.Position };
                    parent.Add(child);
                    open.Push(child);
                    break;
                case MimeEvent.PartBegin:
                    open.Push(root);
                    break;
                case MimeEvent.Header:
                    open.Peek().Add(new HeaderField(reader.Name.Of(raw), reader.Value.Of(raw)));
                    break;
                case MimeEvent.HeaderEnd:
                    open.Peek().ContentType = reader.ContentType;
                    break;
                case MimeEvent.Body:
                    var leaf = open.Peek();
                    leaf.SetBody(reader.Value);
                    if (leaf.ContentType.IsMessage && leaf.TransferEncoding != TransferEncoding.Identity && limits.Depth > 1
                        && leaf.RawBody.Length <= limits.EncodedMessageBytes)
                    {
                        // RFC 2046 §5.2.1 forbids to encode a message, RFC 6532 §3.7 allows it for message/global, and senders do either.
                        // Half the limits at each level bound the sum.
                        var inner = limits with { Depth = limits.Depth / 2, Parts = Math.Max(1, limits.Parts / 2) };
                        leaf.Add(Build(leaf.DecodeBody(), inner, leaf, out _));
                    }

                    break;
                case MimeEvent.PartEnd:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        damage = reader.Damage;
        return root;
    }
}
