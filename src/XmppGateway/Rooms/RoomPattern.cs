using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace XmppGateway.Rooms;

/// <summary>
/// Names rooms by address or id, with <c>*</c> for any text and <c>?</c> for one character: <c>#spam-*:*</c>, <c>*:evil.example</c>. Case does
/// not count, so that a room cannot be entered by another spelling. Pure.
/// </summary>
internal sealed record RoomPattern(string Text)
{
    private const int Longest = 300;

    /// <summary>Reads a pattern as an operator writes it. What would name every room is none: it would be a mistake.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RoomPattern? pattern)
    {
        text = text.Trim();
        var isPattern = text.Length is > 0 and <= Longest && !text.Any(char.IsControl) && text.Any(c => c is not ('*' or '?' or ':' or '#' or '!'));
        pattern = isPattern ? new RoomPattern(text) : null;
        return isPattern;
    }

    /// <summary>True for an address that it names.</summary>
    public bool Names(string address) => FileSystemName.MatchesSimpleExpression(Text, address, ignoreCase: true);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
