using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Adapters.Email.Smtp.Sasl;

/// <summary>
/// SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: the password stays here, and the server proves that it knows it too.
/// </summary>
internal sealed class ScramMechanism(string username, string password, string nonce) : ISaslMechanism
{
    // RFC 5802 §7: "n,," is no channel binding and no other identity; c= repeats it in base64.
    private const string Gs2Header = "n,,";
    private const string ChannelBinding = "biws";
    private const int MinIterations = 4096;

    /// <summary>A hostile server cannot keep this program busy.</summary>
    private const int MaxIterations = 1_000_000;

    private readonly string _clientFirst = $"n={Escape(Prepare(username))},r={nonce}";
    private byte[]? _serverSignature;

    public string Name => "SCRAM-SHA-256";

    public bool RevealsPassword => false;

    public bool IsComplete { get; private set; }

    public byte[] Begin() => Encoding.UTF8.GetBytes(Gs2Header + _clientFirst);

    public byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        var text = Encoding.UTF8.GetString(challenge);
        return _serverSignature is null ? AnswerFirst(text) : CheckFinal(text);
    }

    // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]
    private byte[]? AnswerFirst(string serverFirst)
    {
        if (serverFirst.Split(',') is not [['r', '=', ..] r, ['s', '=', ..] s, ['i', '=', ..] i, ..]
            || !r.AsSpan(2).StartsWith(nonce, StringComparison.Ordinal) || r.Length <= nonce.Length + 2
            || !int.TryParse(i.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < MinIterations or > MaxIterations
            || !TryDecode(s[2..], out var salt))
        {
            return null;
        }

        var withoutProof = $"c={ChannelBinding},{r}";
        var message = Encoding.UTF8.GetBytes($"{_clientFirst},{serverFirst},{withoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(Prepare(password)), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (var at = 0; at < proof.Length; at++)
            proof[at] ^= clientKey[at];

        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    // server-final-message = (server-error / verifier) ["," extensions]
    private byte[]? CheckFinal(string serverFinal)
    {
        var verifier = serverFinal.Split(',')[0];
        IsComplete = verifier.StartsWith("v=", StringComparison.Ordinal)
            && TryDecode(verifier[2..], out var signature)
            && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
        return IsComplete ? [] : null;
    }

    /// <summary>SASLprep (RFC 4013) as far as ordinary passwords need it: compatibility forms are folded.</summary>
    private static string Prepare(string text) => text.Normalize(NormalizationForm.FormKC);

    private static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        var decoded = Convert.TryFromBase64String(text, bytes, out var length);
        bytes = bytes[..length];
        return decoded && length > 0;
    }
}
