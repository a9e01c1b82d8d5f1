using System.Text.Json.Serialization;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>How a part of a text looks.</summary>
internal enum SpanStyle
{
    Strong = 0,
    Emphasis,
    Strike,
    Code,

    /// <summary>Words of somebody else, on lines of their own.</summary>
    Quote,

    /// <summary>Hidden; the argument says what.</summary>
    Spoiler,

    /// <summary>The argument is where it leads.</summary>
    Link,
}

/// <summary>A part of a text that looks different. Spans may lie inside of each other.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Argument">What the style needs besides.</param>
internal sealed record TextSpan(int Start, int Length, SpanStyle Style, string? Argument = null)
{
    [JsonIgnore]
    public int End => Start + Length;
}

/// <summary>A text as the clients of this network show it. Beside it a message has a plain one, for old clients.</summary>
internal sealed record StyledText(string Text)
{
    public IReadOnlyList<TextSpan> Spans { get; init; } = [];
}
