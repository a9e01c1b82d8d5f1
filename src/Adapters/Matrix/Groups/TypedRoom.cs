using System.Buffers;
using System.Text;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>Reads a room as people type and paste one: an alias, a room id, a matrix.to link, a `matrix:` URI.</summary>
internal static class TypedRoom
{
    private const string Link = "matrix.to/#/";
    private const string AliasUri = "matrix:r/";
    private const string IdUri = "matrix:roomid/";
    private const int MaxLength = 2048;
    private const int MaxBytes = 255;

    private static readonly SearchValues<char> Base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The address in its one spelling; null for what is no room.</summary>
    public static string? Read(string text)
    {
        var typed = text.Trim();
        return typed.Length <= MaxLength && Normalise(typed) is { } address && IsRoom(address) ? address : null;
    }

    /// <summary>The servers that a link names as those that know its room; checked by nobody.</summary>
    public static IReadOnlyList<string> ServersIn(string text) =>
        text.Length <= MaxLength && text.IndexOf('?', StringComparison.Ordinal) is var query and > 0
            ? [.. text.Trim()[(query + 1)..].Split('&').Where(each => each.StartsWith("via=", StringComparison.Ordinal)).Select(each => Uri.UnescapeDataString(each[4..]))]
            : [];

    private static string? Normalise(string typed)
    {
        if (typed.StartsWith(AliasUri, StringComparison.OrdinalIgnoreCase))
        {
            return LowerServer("#" + Unescape(typed[AliasUri.Length..]));
        }

        if (typed.StartsWith(IdUri, StringComparison.OrdinalIgnoreCase))
        {
            return "!" + Unescape(typed[IdUri.Length..]);
        }

        var link = typed.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? typed["https://".Length..] : typed;
        if (link.StartsWith(Link, StringComparison.OrdinalIgnoreCase))
        {
            return LowerServer(Unescape(link[Link.Length..]));
        }

        return LowerServer(typed);
    }

    // Appendices, "Room Aliases" and "Room IDs"; those of room version 12 have no server.
    private static bool IsRoom(string address) =>
        address.Length > 1 && Encoding.UTF8.GetByteCount(address) <= MaxBytes
        && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) && address.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)
        && (address[0], address.IndexOf(':', StringComparison.Ordinal)) switch
        {
            ('#', > 1 and var colon) => ServerName.IsValid(address.AsSpan(colon + 1)),
            ('!', > 1 and var colon) => ServerName.IsValid(address.AsSpan(colon + 1)),
            ('!', -1) => address.AsSpan(1).IndexOfAnyExcept(Base64Url) < 0,
            _ => false,
        };

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Split('?')[0]);

    /// <summary>Only of an alias: in a room id everything counts.</summary>
    private static string LowerServer(string address) =>
        address.StartsWith('#') && address.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            ? address[..colon] + address[colon..].ToLowerInvariant()
            : address;
}
