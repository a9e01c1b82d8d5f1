namespace XmppGateway.Tests.Adapters.Matrix.Media;

/// <summary>Breaks off where it should end.</summary>
internal sealed class BrokenStream(byte[] content) : MemoryStream(content)
{
    public override int Read(byte[] buffer, int offset, int count) => Checked(base.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Checked(base.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Checked(await base.ReadAsync(buffer, cancellationToken));

    private static int Checked(int read) => read > 0 ? read : throw new IOException("The connection was reset.");
}
