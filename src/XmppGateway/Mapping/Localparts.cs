using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Mapping;

/// <summary>The two forms of a localpart for a foreign id. Pure.</summary>
internal static class Localparts
{
    /// <summary>RFC 7622 §3.3: a localpart has at most 1023 bytes.</summary>
    private const int MaximumBytes = 1023;

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>
    /// The XEP-0106 form, from which the id can be read again; null when it cannot: it is no valid localpart, too long, or preparing it
    /// (JIDs fold case) or the adapter's own reading makes another id of it.
    /// </summary>
    public static string? Readable(IAdapter adapter, string domain, RemoteUserId id) =>
        JidEscaping.TryEscape(id.Value, out var escaped) &&
        Encoding.UTF8.GetByteCount(escaped) <= MaximumBytes &&
        Jid.TryCreate(escaped, domain, null, out var jid) &&
        Encoding.UTF8.GetByteCount(jid.Local!) <= MaximumBytes &&
        adapter.ParseAddress(JidEscaping.Unescape(jid.Local!))?.Id == id
            ? jid.Local
            : null;

    /// <summary>
    /// The short code: 160 bits of a hash, so that a second attempt is needed only when the localpart is taken by something readable
    /// that looks like a code. Has to be stored.
    /// </summary>
    public static string Code(RemoteUserId id, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(attempt == 0 ? id.Value : $"{attempt} {id.Value}"));
        var code = new StringBuilder("m-", 34);
        for (var bit = 0; bit < 160; bit += 5)
        {
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            code.Append(Base32[(pair >> (11 - (bit % 8))) & 31]);
        }

        return code.ToString();
    }
}
