using System.Security.Cryptography;

namespace XmppGateway.Outbox;

/// <summary>Ids that are chosen once and stored before anything is sent: 130 random bits as 26 characters of <c>a-z2-7</c>.</summary>
internal static class StableId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Create()
    {
        Span<byte> random = stackalloc byte[26];
        RandomNumberGenerator.Fill(random);
        Span<char> text = stackalloc char[26];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[random[i] & 31];
        }

        return new string(text);
    }
}
