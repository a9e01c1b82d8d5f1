using System.Buffers;

namespace XmppGateway.Abstractions;

/// <summary>RFC 7622 §3.3: UsernameCaseMapped without eight more characters; see <see cref="PrecisText"/> for what differs.</summary>
internal static class JidLocalpart
{
    // RFC 7622 §3.3.1, and the space, which no profile of a localpart allows.
    private static readonly SearchValues<char> Excluded = SearchValues.Create("\"&'/:<>@ ");

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%()*+,-.;=?[\\]^_`{|}~");

    /// <summary>The prepared localpart, or null when it is none.</summary>
    public static string? Prepare(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExcept(Plain))
        {
            return text.Length is > 0 and <= PrecisText.MaxBytes ? text.ToString() : null;
        }

        return PrecisText.Prepare(text.ToString(), foldCase: true) is { } prepared && !prepared.AsSpan().ContainsAny(Excluded)
            ? prepared
            : null;
    }
}
