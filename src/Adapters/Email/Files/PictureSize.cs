using System.Buffers.Binary;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>The size of a picture, from its first bytes. Pure; null for what cannot be told.</summary>
internal static class PictureSize
{
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> first) => first switch
    {
        // W3C PNG §11.2.2: IHDR is the first chunk.
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when first.Length >= 24 =>
            Sane(BinaryPrimitives.ReadInt32BigEndian(first[16..]), BinaryPrimitives.ReadInt32BigEndian(first[20..])),
        [(byte)'G', (byte)'I', (byte)'F', ..] when first.Length >= 10 =>
            Sane(BinaryPrimitives.ReadUInt16LittleEndian(first[6..]), BinaryPrimitives.ReadUInt16LittleEndian(first[8..])),
        [(byte)'B', (byte)'M', ..] when first.Length >= 26 =>
            Sane(BinaryPrimitives.ReadInt32LittleEndian(first[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(first[22..]))),
        [0xFF, 0xD8, ..] => OfJpeg(first),
        _ => null,
    };

    /// <summary>ITU-T T.81 §B.2.2: the frame header is behind other segments, each with its length.</summary>
    private static (int Width, int Height)? OfJpeg(ReadOnlySpan<byte> first)
    {
        for (var at = 2; at + 9 < first.Length && first[at] == 0xFF;)
        {
            var marker = first[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Sane(BinaryPrimitives.ReadUInt16BigEndian(first[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(first[(at + 5)..]));
            }

            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(first[(at + 2)..]);
        }

        return null;
    }

    private static (int Width, int Height)? Sane(long width, long height) =>
        width is > 0 and <= 100_000 && height is > 0 and <= 100_000 ? ((int)width, (int)height) : null;
}
