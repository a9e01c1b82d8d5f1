using System.Globalization;

namespace XmppGateway.Translation;

/// <summary>
/// The stanza ids of one message that needs several stanzas: the message's own id, then with <c>.2</c>, <c>.3</c> for more text and
/// <c>.f1</c>, <c>.f2</c> for files. An id without a point is that of a whole message.
/// </summary>
internal static class PartIds
{
    /// <summary>The id of a part of the text, counted from 1.</summary>
    public static string Of(string stanzaId, int part) =>
        part == 1 ? stanzaId : string.Create(CultureInfo.InvariantCulture, $"{stanzaId}.{part}");

    /// <summary>The id of a file, counted from 1. Without a text before it the first file stands for the whole message.</summary>
    public static string OfFile(string stanzaId, int file, int textParts) =>
        file == 1 && textParts == 0 ? stanzaId : string.Create(CultureInfo.InvariantCulture, $"{stanzaId}.f{file}");

    /// <summary>All ids of a message, in the order of its stanzas.</summary>
    public static IEnumerable<string> All(string stanzaId, int textParts, int files) =>
        [.. Enumerable.Range(1, textParts).Select(part => Of(stanzaId, part)), .. Enumerable.Range(1, files).Select(file => OfFile(stanzaId, file, textParts))];

    /// <summary>The message's id behind the id of a later part; null when it is none.</summary>
    public static string? WholeOf(string partId)
    {
        var point = partId.LastIndexOf('.');
        if (point <= 0)
        {
            return null;
        }

        var part = partId.AsSpan(point + 1);
        var isFile = part.Length > 1 && part[0] == 'f';
        return int.TryParse(isFile ? part[1..] : part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (isFile || number > 1)
            ? partId[..point]
            : null;
    }
}
