using System.Globalization;

namespace XmppGateway.Translation;

/// <summary>The stanza ids of one message that needs several stanzas: the message's own id, then with <c>-2</c>, <c>-3</c>.</summary>
internal static class PartIds
{
    /// <summary>The id of a part, counted from 1.</summary>
    public static string Of(string stanzaId, int part) =>
        part == 1 ? stanzaId : string.Create(CultureInfo.InvariantCulture, $"{stanzaId}-{part}");

    /// <summary>The message's id behind the id of a later part; null when it is none.</summary>
    public static string? WholeOf(string partId)
    {
        var dash = partId.LastIndexOf('-');
        return dash > 0 && int.TryParse(partId.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part > 1
            ? partId[..dash]
            : null;
    }
}
