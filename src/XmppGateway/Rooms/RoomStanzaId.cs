using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Rooms;

/// <summary>
/// The id that a room gives to a stanza (XEP-0359), which is also its id in the archive. An event that is said in several stanzas, a text with
/// files or a very long one, has one for each: <c>x</c>, <c>x#2</c>, <c>x#3</c>. Pure.
/// </summary>
/// <param name="Event">The archived event: the foreign id where there is one.</param>
/// <param name="Number">Which of its stanzas, from 1.</param>
internal readonly record struct RoomStanzaId(string Event, int Number)
{
    private const char Mark = '#';
    private const int MostDigits = 6;

    /// <summary>
    /// The stanza that an id names. Every text is the name of just one: a network whose own ids end like ours has ours behind them,
    /// <c>a#2#1</c> for the first stanza of <c>a#2</c>.
    /// </summary>
    public static RoomStanzaId Parse(string id) => NumberAt(id) is { } number
        ? new RoomStanzaId(id[..id.LastIndexOf(Mark)], number)
        : new RoomStanzaId(id, 1);

    /// <summary>The message that is meant by an id: all of its stanzas are one message on the network.</summary>
    public static RemoteMessageId TargetOf(string id) => new(Parse(id).Event);

    /// <summary>By which others name a message: its first stanza.</summary>
    public static string Of(RemoteMessageId message) => new RoomStanzaId(message.Value, 1).ToString();

    /// <inheritdoc/>
    public override string ToString() =>
        Number == 1 && NumberAt(Event) is null ? Event : string.Create(CultureInfo.InvariantCulture, $"{Event}{Mark}{Number}");

    private static int? NumberAt(string id)
    {
        var digits = id.AsSpan(id.LastIndexOf(Mark) + 1);
        return digits.Length < id.Length - 1 && digits.Length is > 0 and <= MostDigits && digits[0] != '0' && digits.IndexOfAnyExceptInRange('0', '9') < 0
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : null;
    }
}
