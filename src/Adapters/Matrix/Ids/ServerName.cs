using System.Buffers;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>The grammar of server names (Matrix specification, appendices, "Server Name").</summary>
internal static class ServerName
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>A DNS name, an IPv4 address or a bracketed IPv6 address, with or without a port.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var end = HostLength(text);
        return end > 0 && (end == text.Length || (text[end] == ':' && IsPort(text[(end + 1)..])));
    }

    /// <summary>Of a valid name: without the port, in lower case.</summary>
    public static string HostOf(string name) => name[..HostLength(name)].ToLowerInvariant();

    private static int HostLength(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close is > 2 and < 47 && !text[1..close].ContainsAnyExcept(AddressCharacters) ? close + 1 : 0;
        }

        var length = text.IndexOf(':') is var colon and >= 0 ? colon : text.Length;
        return length is > 0 and <= 255 && !text[..length].ContainsAnyExcept(HostCharacters) ? length : 0;
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.Length is > 0 and <= 5 && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
