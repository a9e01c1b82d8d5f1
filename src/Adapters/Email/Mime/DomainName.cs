using System.Buffers;
using System.Globalization;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Domain names in addresses, both spellings (RFC 5890): A-labels for old servers, U-labels for people and keys.</summary>
internal static class DomainName
{
    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>With A-labels, or null when it is no domain name.</summary>
    public static string? ToAscii(string domain)
    {
        var ascii = domain;
        if (!System.Text.Ascii.IsValid(domain))
        {
            try
            {
                ascii = Idn.GetAscii(domain);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return IsHostName(ascii) ? ascii : null;
    }

    /// <summary>The key of a domain: U-labels, lower case, normalised. Null when it is no domain name.</summary>
    public static string? Fold(string domain)
    {
        if (ToAscii(domain) is not { } ascii)
        {
            return null;
        }

        ascii = ascii.ToLowerInvariant();
        if (!ascii.Contains("xn--", StringComparison.Ordinal))
        {
            return ascii;
        }

        try
        {
            // Only labels that come back as they went have a U-label; a fake one stays as it is.
            var unicode = Idn.GetUnicode(ascii).Normalize(NormalizationForm.FormC).ToLowerInvariant();
            return ToAscii(unicode)?.ToLowerInvariant() == ascii ? unicode : ascii;
        }
        catch (ArgumentException)
        {
            return ascii;
        }
    }

    /// <summary>RFC 5321 §4.1.2 with the underscore that real hosts have.</summary>
    private static bool IsHostName(string ascii)
    {
        if (ascii.Length is 0 or > 253)
        {
            return false;
        }

        foreach (var range in ascii.AsSpan().Split('.'))
        {
            var label = ascii.AsSpan()[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-'
                || label.ContainsAnyExcept(LabelCharacters))
            {
                return false;
            }
        }

        return true;
    }
}
