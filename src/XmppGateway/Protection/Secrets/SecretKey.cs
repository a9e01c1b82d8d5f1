using System.Security.Cryptography;

namespace XmppGateway.Protection.Secrets;

/// <summary>A key of 256 bits, with the short name by which stored secrets refer to it.</summary>
internal sealed class SecretKey
{
    public const int Bytes = 32;

    // The name must tell nothing about the key: the first 64 bits of a hash of it, for this purpose only.
    private static readonly byte[] Purpose = "xmpp-gateway secret key name"u8.ToArray();

    private readonly byte[] _key;

    private SecretKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, Purpose).AsSpan(0, 8));
    }

    /// <summary>16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>A new random key, in the form in which it stands in a file.</summary>
    public static string NewText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads the form in which it stands in a file; null when it is none.</summary>
    public static SecretKey? Parse(string text)
    {
        var key = new byte[Bytes];
        return Convert.TryFromBase64String(text, key, out var written) && written == Bytes ? new SecretKey(key) : null;
    }

    public AesGcm Open() => new(_key, AesGcm.TagByteSizes.MaxSize);

    /// <summary>Never the key.</summary>
    public override string ToString() => Id;
}
