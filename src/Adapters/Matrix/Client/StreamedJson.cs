using System.Buffers;
using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>Reads an answer while it comes: what is done of it leaves memory.</summary>
internal static class StreamedJson
{
    private const int FirstBuffer = 32 * 1024;

    /// <summary>Goes on with what has come; how many bytes of it are done. The rest is given again, with more behind it.</summary>
    /// <param name="bytes">From the first byte on that is not done.</param>
    /// <param name="isLast">Nothing comes behind them.</param>
    public delegate int Take(ReadOnlySpan<byte> bytes, bool isLast);

    /// <summary>Reads all of it; false when it is larger than so many bytes.</summary>
    /// <param name="answer">The answer's body.</param>
    /// <param name="largest">In bytes, of all.</param>
    /// <param name="largestPart">In bytes, of what cannot be done in pieces; a buffer grows to twice that at most.</param>
    /// <param name="take">Called with each piece.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="JsonException">It is no JSON, or a part of it is too large.</exception>
    public static async Task<bool> ReadAsync(Stream answer, long largest, int largestPart, Take take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var (filled, total) = (0, 0L);
            while (true)
            {
                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer, largestPart);
                }

                var read = await answer.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                total += read;
                if (total > largest)
                {
                    return false;
                }

                filled += read;
                var done = take(buffer.AsSpan(0, filled), isLast: read == 0);
                buffer.AsSpan(done, filled - done).CopyTo(buffer);
                filled -= done;
                if (read == 0)
                {
                    return true;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full, int largestPart)
    {
        if (full.Length >= largestPart)
        {
            throw new JsonException("A part of the answer is too large.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
