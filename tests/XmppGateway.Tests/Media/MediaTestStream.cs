namespace XmppGateway.Tests.Media;

/// <summary>Gives bytes until a place, and does something there.</summary>
internal sealed class MediaTestStream(byte[] content, int place, Action there) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= place)
        {
            there();
        }

        return base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, place - Position))], cancellationToken);
    }
}
