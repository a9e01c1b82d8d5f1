using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// An addr-spec that can be used in an envelope: valid by construction, at most 64 and 254 octets (RFC 5321 §4.5.3.1, RFC 3696 erratum
/// 1690), never with CR, LF or NUL. Keeps its spelling; equality is that of the folded form.
/// </summary>
internal sealed class EmailAddress : IEquatable<EmailAddress>
{
    private const int LongestLocalPart = 64;
    private const int LongestAddress = 254;

    private EmailAddress(string localPart, string domain, string canonical)
    {
        LocalPart = localPart;
        Domain = domain;
        Canonical = canonical;
    }

    /// <summary>As written, quotes included.</summary>
    public string LocalPart { get; }

    /// <summary>As written: A-labels, U-labels or an address literal.</summary>
    public string Domain { get; }

    /// <summary>The key: lower case, normalised, U-labels, no needless quotes.</summary>
    public string Canonical { get; }

    /// <summary>The original spelling.</summary>
    public string Text => LocalPart + "@" + Domain;

    /// <summary>RFC 6531: cannot be sent to without SMTPUTF8, because A-labels exist for domains only.</summary>
    public bool NeedsSmtpUtf8 => !System.Text.Ascii.IsValid(LocalPart);

    /// <summary>The domain with A-labels, for servers without SMTPUTF8.</summary>
    public string ToAsciiDomain() => DomainName.ToAscii(Domain) ?? Domain;

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        text = text?.Trim(' ');
        var at = text?.LastIndexOf('@') ?? -1;
        if (text is null || at <= 0 || at == text.Length - 1 || text.Length > LongestAddress || HasNoCharacter(text))
        {
            return false;
        }

        var local = text[..at];
        var domain = text[(at + 1)..];
        if (Encoding.UTF8.GetByteCount(local) > LongestLocalPart || Encoding.UTF8.GetByteCount(text) > LongestAddress)
        {
            return false;
        }

        if (FoldLocalPart(local) is not { } foldedLocal || FoldDomain(domain) is not { } foldedDomain)
        {
            return false;
        }

        address = new EmailAddress(local, domain, foldedLocal + "@" + foldedDomain);
        return true;
    }

    /// <summary>Which part of a text is wrong; <see cref="AddressFault.None"/> for an address.</summary>
    public static AddressFault FaultOf(string text)
    {
        var trimmed = text.Trim(' ');
        var at = trimmed.LastIndexOf('@');
        return TryParse(text, out _) ? AddressFault.None
            : at < 0 ? AddressFault.NoAt
            : at == 0 ? AddressFault.NothingBefore
            : at == trimmed.Length - 1 ? AddressFault.NothingBehind
            : HasNoCharacter(trimmed) ? AddressFault.HalfCharacter
            : FoldDomain(trimmed[(at + 1)..]) is null ? AddressFault.NoDomain
            : FoldLocalPart(trimmed[..at]) is null ? AddressFault.NoLocalPart
            : Encoding.UTF8.GetByteCount(trimmed[..at]) > LongestLocalPart ? AddressFault.LongLocalPart
            : AddressFault.TooLong;
    }

    public bool Equals(EmailAddress? other) => other is not null && Canonical == other.Canonical;

    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static string? FoldLocalPart(string local)
    {
        var content = local;
        if (local[0] == '"')
        {
            if (UnquoteLocalPart(local) is not { Length: > 0 } unquoted)
            {
                return null;
            }

            content = unquoted;
        }
        else if (!IsDotted(local))
        {
            return null;
        }

        var folded = content.Normalize(NormalizationForm.FormC).ToLowerInvariant().Normalize(NormalizationForm.FormC);
        return IsDotted(folded) ? folded : Quote(folded);
    }

    /// <summary>Atoms and dots. Dots may stand anywhere: Japanese providers gave out <c>a..b.@</c> addresses.</summary>
    private static bool IsDotted(string local)
    {
        foreach (var c in local)
        {
            var fine = c < 0x80
                ? char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal)
                : !char.IsControl(c) && !char.IsWhiteSpace(c) && c is not '\uFEFF';
            if (!fine)
            {
                return false;
            }
        }

        return true;
    }

    private static string? UnquoteLocalPart(string local)
    {
        var result = new StringBuilder(local.Length);
        for (var i = 1; i < local.Length; i++)
        {
            var c = local[i];
            if (c == '"')
            {
                return i == local.Length - 1 ? result.ToString() : null;
            }

            if (c == '\\' && ++i < local.Length)
            {
                c = local[i];
            }

            if (char.IsControl(c))
            {
                return null;
            }

            result.Append(c);
        }

        return null;
    }

    private static string Quote(string content) =>
        "\"" + content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string? FoldDomain(string domain)
    {
        if (domain[0] != '[')
        {
            return DomainName.Fold(domain);
        }

        // RFC 5321 §4.1.3: [192.0.2.1] and [IPv6:2001:db8::1].
        if (domain[^1] != ']' || domain.Length > 64)
        {
            return null;
        }

        var literal = domain[1..^1];
        var tagged = literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        var digits = tagged ? literal[5..] : literal;
        return digits.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')
            && IPAddress.TryParse(digits, out var ip) && digits.Contains(':', StringComparison.Ordinal) == tagged
            && (tagged || digits.Split('.').Length == 4)
            ? $"[{(tagged ? "ipv6:" : "")}{ip}]"
            : null;
    }

    /// <summary>Half a character, or one that is none (Unicode §23.7): neither can be normalised, nor stand in a stanza.</summary>
    private static bool HasNoCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\uFFFE' or '\uFFFF')
            {
                return true;
            }

            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
