using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Media;

/// <summary>
/// A reference as text for a URL, signed. Whoever has a link reads one file; no link can be made of another. The bytes: version, last day
/// (4), three texts with their lengths before them (2 each), the source, then the first half of the HMAC-SHA256 (RFC 2104 §5). Pure.
/// </summary>
internal static class MediaToken
{
    /// <summary>Of the key, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The longest text that is taken for a token; beyond it nothing is computed.</summary>
    public const int MaximumLength = 4096;

    private const byte Version = 1;
    private const int SignatureSize = 16;

    /// <summary>The token for a reference; same for the same.</summary>
    public static string Write(MediaReference reference, ReadOnlySpan<byte> key)
    {
        using var bytes = new MemoryStream();
        Span<byte> day = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(day, reference.LastDay.DayNumber);
        bytes.WriteByte(Version);
        bytes.Write(day);
        AddText(bytes, reference.Network);
        AddText(bytes, reference.MediaType);
        AddText(bytes, reference.Name);
        bytes.Write(Encoding.UTF8.GetBytes(reference.Source));
        var payload = bytes.ToArray();
        return Base64Url.EncodeToString([.. payload, .. Sign(payload, key)]);
    }

    /// <summary>The reference; null for everything that <see cref="Write"/> has not written with this key.</summary>
    public static MediaReference? Read(string token, ReadOnlySpan<byte> key)
    {
        if (token.Length > MaximumLength || !TryDecode(token, out var bytes) || bytes.Length <= SignatureSize)
        {
            return null;
        }

        var payload = bytes.AsSpan(0, bytes.Length - SignatureSize);
        return CryptographicOperations.FixedTimeEquals(Sign(payload, key), bytes.AsSpan(payload.Length)) && payload[0] == Version ? ReadSigned(payload) : null;
    }

    // What is signed was written here: it has the right form.
    private static MediaReference ReadSigned(ReadOnlySpan<byte> payload)
    {
        var day = DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(payload[1..]));
        var rest = payload[5..];
        var network = TakeText(ref rest);
        var mediaType = TakeText(ref rest);
        var name = TakeText(ref rest);
        return new MediaReference(network, Encoding.UTF8.GetString(rest), mediaType, name, day);
    }

    private static void AddText(MemoryStream bytes, string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)encoded.Length));
        bytes.Write(length);
        bytes.Write(encoded);
    }

    private static string TakeText(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var text = Encoding.UTF8.GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }

    private static byte[] Sign(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, payload)[..SignatureSize];

    /// <summary>One text for one token: other spellings of the last bits, padding and white space are refused.</summary>
    private static bool TryDecode(string token, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!Base64Url.IsValid(token))
        {
            return false;
        }

        bytes = Base64Url.DecodeFromChars(token);
        return string.Equals(Base64Url.EncodeToString(bytes), token, StringComparison.Ordinal);
    }
}
