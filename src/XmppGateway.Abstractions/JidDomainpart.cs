using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Abstractions;

/// <summary>
/// RFC 7622 §3.2: a name (lower-case, U-labels, no trailing dot) or an address literal. COMPAT(Prosody, ejabberd): an underscore is
/// allowed, and ß is kept as IDNA2008 has it, where their nameprep would make ss of it.
/// </summary>
internal static class JidDomainpart
{
    private const int MaxLabel = 63;

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly IdnMapping Idna = new() { AllowUnassigned = false };

    /// <summary>The prepared domainpart, or null when it is none.</summary>
    public static string? Prepare(ReadOnlySpan<char> text)
    {
        if (text.Length > PrecisText.MaxBytes)
        {
            return null;
        }

        if (text.StartsWith("["))
        {
            return Literal(text);
        }

        text = text.EndsWith(".") ? text[..^1] : text;
        if (!text.ContainsAnyExcept(Plain) && !text.Contains("xn--", StringComparison.Ordinal))
        {
            return HasGoodLabels(text) ? text.ToString() : null;
        }

        return International(text.ToString());
    }

    private static string? Literal(ReadOnlySpan<char> text) =>
        text.EndsWith("]") && !text.Contains('%') && IPAddress.TryParse(text[1..^1], out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : null;

    private static string? International(string text)
    {
        try
        {
            // There and back: the U-label of every label, mapped as UTS 46 says.
            var prepared = Idna.GetUnicode(Idna.GetAscii(text.ToLowerInvariant()));
            return HasGoodLabels(prepared) && !HasOddAscii(prepared) ? prepared : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A compatibility form of '@' or '/' becomes one.
    private static bool HasOddAscii(string text)
    {
        foreach (var c in text)
        {
            if (char.IsAscii(c) && !Plain.Contains(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasGoodLabels(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            if (text[range].Length is 0 or > MaxLabel)
            {
                return false;
            }
        }

        return true;
    }
}
