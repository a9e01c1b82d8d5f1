namespace XmppGateway.Adapters.Email.Mime;

/// <summary>A piece of the raw message.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> raw) => raw.Slice(Start, Length);

    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> raw) => raw.Slice(Start, Length);

    public static Slice Between(int start, int end) => new(start, Math.Max(0, end - start));
}
