using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>What the address of a report turned out to be.</summary>
internal enum ReturnPathKind
{
    /// <summary>No return path of ours.</summary>
    Other = 0,

    /// <summary>That of the mail with <see cref="ReturnPath.DeliveryId"/>.</summary>
    Valid,

    /// <summary>Nobody who knows the key has written it.</summary>
    Forged,

    /// <summary>No mail server reports so late (RFC 5321 §4.5.4.1: four or five days).</summary>
    Expired,
}

/// <summary>One read return path.</summary>
internal readonly record struct ReturnPath(ReturnPathKind Kind, string DeliveryId = "");

/// <summary>
/// The return paths of outgoing mails, one for each: a report that comes back to one says by its address alone which mail it is about, however
/// unreadable it is. Each has a date and a keyed hash, so that nobody can invent one. Lower case only: servers on the way fold it.
/// </summary>
internal sealed class ReturnPaths(byte[] key, string mailDomain, TimeProvider time)
{
    /// <summary>For how long reports are taken.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "b+";

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private const int IdLength = 26;
    private const int DayLength = 4;
    private const int MacLength = 20;

    // Addresses are compared folded, and what is configured may be written in either way (RFC 5890).
    private readonly string _foldedDomain = DomainName.Fold(mailDomain) ?? mailDomain;

    /// <summary>The return path of a mail, from now on.</summary>
    public EmailAddress Of(string deliveryId)
    {
        var signed = deliveryId + Day(time.GetUtcNow() + Lifetime);
        return EmailAddress.TryParse(Prefix + signed + Mac(signed) + "@" + mailDomain, out var address)
            ? address
            : throw new ArgumentException("No delivery id.", nameof(deliveryId));
    }

    /// <summary>Reads the recipient of a mail.</summary>
    public ReturnPath Read(EmailAddress address)
    {
        var canonical = address.Canonical;
        var at = canonical.LastIndexOf('@');
        var local = canonical[..at].ToLowerInvariant();
        if (canonical[(at + 1)..] != _foldedDomain
            || local.Length != Prefix.Length + IdLength + DayLength + MacLength
            || !local.StartsWith(Prefix, StringComparison.Ordinal)
            || local.AsSpan(Prefix.Length).ContainsAnyExcept(Letters))
        {
            return new(ReturnPathKind.Other);
        }

        var signed = local.Substring(Prefix.Length, IdLength + DayLength);
        var mac = local[(Prefix.Length + IdLength + DayLength)..];
        return !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(Mac(signed))) ? new(ReturnPathKind.Forged)
            : string.CompareOrdinal(signed[IdLength..], Day(time.GetUtcNow())) < 0 ? new(ReturnPathKind.Expired)
            : new(ReturnPathKind.Valid, signed[..IdLength]);
    }

    /// <summary>Days since 1970, the digits in an order that is that of the text: 2 to 7, then a to z.</summary>
    private static string Day(DateTimeOffset date)
    {
        const string Digits = "234567abcdefghijklmnopqrstuvwxyz";
        var days = date.ToUnixTimeSeconds() / 86400;
        Span<char> text = stackalloc char[DayLength];
        for (var i = DayLength - 1; i >= 0; i--, days /= 32)
            text[i] = Digits[(int)(days % 32)];

        return text.ToString();
    }

    /// <summary>100 bits: who guesses one gets nothing but a false report.</summary>
    private string Mac(string signed) =>
        string.Concat(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)).Take(MacLength).Select(b => Alphabet[b & 31]));
}
