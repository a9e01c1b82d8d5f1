using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Storage;

namespace XmppGateway.Protection.Secrets;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) over one secret. Whose it is goes into the seal as associated data, so that a row that was put in the
/// place of another one does not open. The nonce is random: 96 bits are enough for far more seals than a key ever makes.
/// </summary>
internal static class SecretSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // Of the form of the associated data and the row.
    private const byte Version = 1;

    public static SecretRow Close(SecretKey key, string network, string user, string name, string secret)
    {
        var clear = Encoding.UTF8.GetBytes(secret);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var both = new byte[clear.Length + TagBytes];
        using var cipher = key.Open();
        cipher.Encrypt(nonce, clear, both.AsSpan(0, clear.Length), both.AsSpan(clear.Length), Owner(network, user, name));
        CryptographicOperations.ZeroMemory(clear);
        return new SecretRow(network, user, name, key.Id, nonce, both);
    }

    /// <summary>The secret; null when the row was altered, moved, or sealed with another key.</summary>
    public static string? Open(SecretKey key, SecretRow row)
    {
        if (row.Nonce.Length != NonceBytes || row.Sealed.Length < TagBytes)
        {
            return null;
        }

        var length = row.Sealed.Length - TagBytes;
        var clear = new byte[length];
        using var cipher = key.Open();
        try
        {
            cipher.Decrypt(row.Nonce, row.Sealed.AsSpan(0, length), row.Sealed.AsSpan(length), clear, Owner(row.Network, row.User, row.Name));
            return Encoding.UTF8.GetString(clear);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Each part goes with its length, so that no two owners read the same.</summary>
    private static byte[] Owner(params ReadOnlySpan<string> parts)
    {
        var owner = new List<byte> { Version };
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            owner.AddRange(length);
            owner.AddRange(bytes);
        }

        return [.. owner];
    }
}
