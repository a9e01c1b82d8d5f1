namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Builds the parts of a message from the events of <see cref="MimeReader"/>.</summary>
internal static class MimeTree
{
    public static MimePart Build(ReadOnlyMemory<byte> raw, MimeLimits limits, out IReadOnlyList<string> damage)
    {
        var root = new MimePart(raw, null, limits);
        var open = new Stack<MimePart>();
        var reader = new MimeReader(raw.Span, limits);
        while (reader.Read())
        {
            switch (reader.Event)
            {
                case MimeEvent.PartBegin when open.TryPeek(out var parent):
                    var child = new MimePart(raw, parent, limits);
                    parent.Add(child);
                    open.Push(child);
                    break;
                case MimeEvent.PartBegin:
                    open.Push(root);
                    break;
                case MimeEvent.Header:
                    open.Peek().Add(new HeaderField(reader.Name.Of(raw), reader.Value.Of(raw)));
                    break;
                case MimeEvent.Body:
                    open.Peek().SetBody(reader.Value);
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
