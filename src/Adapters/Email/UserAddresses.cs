using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email;

/// <summary>
/// Which address belongs to which XMPP user, both ways and without a table: <c>alice@first.local</c> is <c>alice@mail.domain</c>,
/// <c>alice@other.example</c> is <c>alice=other.example@mail.domain</c>. Whatever could be misread is written as <c>%XX</c>.
/// </summary>
internal sealed class UserAddresses(string mailDomain, IReadOnlyList<string> localDomains)
{
    // What every mail server takes in a local part and this class gives no meaning of its own. '+' begins a sub-address.
    private const string Plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _mailDomain = DomainName.Fold(mailDomain) ?? mailDomain;

    /// <summary>
    /// The user's address; false when it would be longer than an address may be (RFC 5321 §4.5.3.1.1), or that of a role of the domain, whose mail others
    /// read.
    /// </summary>
    public bool TryGetAddress(Jid user, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (user.Local is not { } local || IsRole(user))
            return false;

        // ASCII only, so that no server on the way needs SMTPUTF8; but a long name that fits only as it is stays as it is.
        return EmailAddress.TryParse(Write(local, user.Domain, keepLetters: false), out address)
            || EmailAddress.TryParse(Write(local, user.Domain, keepLetters: true), out address);
    }

    /// <summary>Whether a user's plain address would be that of a role of the domain.</summary>
    public bool IsRole(Jid user) => user is { Local: { } local } && user.Domain == localDomains[0] && ReservedNames.Contains(local);

    /// <summary>The user behind an address; null when it is of another domain or none that this class gives out.</summary>
    public Jid? FindUser(EmailAddress address)
    {
        var canonical = address.Canonical;
        var at = canonical.LastIndexOf('@');
        if (canonical[(at + 1)..] != _mailDomain)
            return null;

        // RFC 5233: what follows the plus is the user's own business.
        var name = canonical[..at].Split('+')[0];
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        var local = Unescape(equals < 0 ? name : name[..equals]);
        var domain = equals < 0 ? localDomains[0] : Unescape(name[(equals + 1)..]);
        return local is not null && domain is not null && Jid.TryCreate(local, domain, null, out var user) ? user : null;
    }

    private string Write(string local, string domain, bool keepLetters) =>
        Escape(local, keepLetters) + (domain == localDomains[0] ? "" : "=" + Escape(domain, keepLetters)) + "@" + _mailDomain;

    private static string Escape(string text, bool keepLetters)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var rune = Rune.TryGetRuneAt(text, i, out var found) ? found : Rune.ReplacementChar;
            i += rune.Utf16SequenceLength - 1;

            // A dot at an end or beside another is no dot-atom (RFC 5321 §4.1.2), and gets refused by many.
            var plain = rune.IsAscii
                ? Plain.Contains((char)rune.Value, StringComparison.Ordinal) && !(rune.Value == '.' && IsOddDot(text, i))
                : keepLetters && Rune.IsLetterOrDigit(rune);
            if (plain)
                result.Append(rune.ToString());
            else
                AppendEscaped(result, rune);
        }

        return result.ToString();
    }

    private static bool IsOddDot(string text, int at) => at == 0 || at == text.Length - 1 || text[at - 1] == '.';

    private static void AppendEscaped(StringBuilder result, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            result.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
    }

    private static string? Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        var source = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                bytes.Add(source[i]);
                continue;
            }

            if (i + 2 >= source.Length
                || !byte.TryParse(source.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                return null;
            }

            bytes.Add(escaped);
            i += 2;
        }

        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
