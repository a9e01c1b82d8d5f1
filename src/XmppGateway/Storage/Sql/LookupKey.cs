using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Storage.Sql;

/// <summary>
/// Short stand-ins for long texts in indexes: the first bytes of SHA-256. Stored, so the calculation must never change.
/// </summary>
internal static class LookupKey
{
    private const int WideLength = 16;

    /// <summary>Narrows a search; the statement compares the full columns as well.</summary>
    public static long Of(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(parts, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>Long enough to stand for the texts alone.</summary>
    public static byte[] Wide(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(parts, hash);
        return hash[..WideLength].ToArray();
    }

    /// <summary>Each part goes with its length, so that no two lists of parts read the same.</summary>
    private static void Hash(ReadOnlySpan<string> parts, Span<byte> hash)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part.Length);
        }

        byte[]? rented = null;
        var buffer = size <= 1024 ? stackalloc byte[size] : rented = ArrayPool<byte>.Shared.Rent(size);
        var end = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, buffer[(end + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[end..], length);
            end += sizeof(int) + length;
        }

        SHA256.HashData(buffer[..end], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
