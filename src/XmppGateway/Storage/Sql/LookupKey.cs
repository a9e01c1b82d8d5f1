using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Storage.Sql;

/// <summary>
/// Short stand-ins for long texts in indexes. Stored, so the calculation must never change.
/// </summary>
internal static class LookupKey
{
    private const int WideLength = 16;

    private const int Enough = 1024;

    /// <summary>Narrows a search; the statement compares the full columns as well. SipHash: SHA-256 took ten times as long.</summary>
    public static long Of(params ReadOnlySpan<string> parts)
    {
        var size = SizeOf(parts);
        byte[]? rented = null;
        var buffer = size <= Enough ? stackalloc byte[Enough] : rented = ArrayPool<byte>.Shared.Rent(size);
        var key = (long)SipHash.Of(buffer[..Write(parts, buffer)]);
        Return(rented);
        return key;
    }

    /// <summary>Long enough to stand for the texts alone: the first bytes of SHA-256.</summary>
    public static byte[] Wide(params ReadOnlySpan<string> parts)
    {
        var size = SizeOf(parts);
        byte[]? rented = null;
        var buffer = size <= Enough ? stackalloc byte[Enough] : rented = ArrayPool<byte>.Shared.Rent(size);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..Write(parts, buffer)], hash);
        Return(rented);
        return hash[..WideLength].ToArray();
    }

    private static int SizeOf(ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part.Length);
        }

        return size;
    }

    /// <summary>Each part goes with its length, so that no two lists of parts read the same.</summary>
    private static int Write(ReadOnlySpan<string> parts, Span<byte> buffer)
    {
        var end = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, buffer[(end + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[end..], length);
            end += sizeof(int) + length;
        }

        return end;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
