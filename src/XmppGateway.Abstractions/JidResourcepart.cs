namespace XmppGateway.Abstractions;

/// <summary>RFC 7622 §3.4: OpaqueString; see <see cref="PrecisText"/> for what differs.</summary>
internal static class JidResourcepart
{
    /// <summary>The prepared resourcepart, or null when it is none.</summary>
    public static string? Prepare(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length is > 0 and <= PrecisText.MaxBytes ? text.ToString() : null;
        }

        return PrecisText.Prepare(text.ToString(), foldCase: false);
    }
}
