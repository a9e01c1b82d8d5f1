namespace XmppGateway.Chaos.Network;

/// <summary>One direction of one connection: carries bytes as the fault of its link allows.</summary>
public sealed class Conduit(LinkFault fault, TimeProvider time)
{
    /// <summary>Of each piece, while a link is late.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(400);

    /// <summary>Of a connection. Cuts before it are none of its business.</summary>
    private readonly int _cutsBefore = fault.Cuts;

    /// <summary>Carries everything; ends with the source.</summary>
    /// <returns>True when the source has ended, false when the link was cut: then half of the last piece has passed.</returns>
    public async Task<bool> CarryAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var piece = buffer.AsMemory(0, length);
            var passage = await fault.OpenAsync(cancellationToken);
            if (fault.Cuts != _cutsBefore)
            {
                await to.WriteAsync(piece[..(length / 2)], cancellationToken);
                return false;
            }

            if (passage == Passage.Late)
                await Task.Delay(Lateness, time, cancellationToken);
            if (passage != Passage.ByteByByte)
            {
                await to.WriteAsync(piece, cancellationToken);
                continue;
            }

            for (var at = 0; at < length; at++)
                await to.WriteAsync(piece.Slice(at, 1), cancellationToken);
        }

        return true;
    }
}
