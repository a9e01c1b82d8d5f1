using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>
/// By what a copy is known that another bridge makes: what was said, what a file is called, with what was reacted to what, what was taken away. Ids of
/// messages are of no use for that: each bridge gives its own.
/// </summary>
internal static class Traces
{
    private const string Said = "said ";
    private const string File = "file ";
    private const string Reaction = "react ";
    private const string Gone = "gone ";

    /// <summary>Before a new text, for clients that know no edits; bridges that know none pass it on so.</summary>
    private const string EditMark = "* ";

    private const int LongestName = 80;

    /// <summary>Of what somebody did on Matrix; none of what is no matter of portals.</summary>
    public static IReadOnlyList<string> Of(ClientEvent what) => what.Type switch
    {
        EventTypes.Message when MessageEdit.IsEdit(what) => OfText(what.Content.Child("m.new_content").Text("body")),
        EventTypes.Message when what.Content.Text("url") is not null => OfFile(what.Content.Text("filename") ?? what.Content.Text("body")),
        EventTypes.Message => OfText(what.Content.Text("body")),
        EventTypes.Reaction => OfReaction(what.Content.Child("m.relates_to").Text("key"), what.Content.Child("m.relates_to").Text("event_id")),
        EventTypes.Redaction when what.Redacts is { } target => [Gone + target],
        _ => [],
    };

    /// <summary>Of what an occupant of an XMPP room did.</summary>
    public static IReadOnlyList<string> Of(GatewayEvent what) => what switch
    {
        Message message => [.. OfText(message.Body.Plain), .. message.Attachments.SelectMany(file => OfFile(file.Name))],
        Edit edit => OfText(edit.Body.Plain),
        Reactions reactions => [.. reactions.Emoji.SelectMany(key => OfReaction(key, reactions.Target.Value))],
        Retraction retraction => [Gone + retraction.Target.Value],
        _ => [],
    };

    /// <summary>True when one is what the other left, perhaps with a name before it: <c>Mia: …</c>, <c>&lt;Mia&gt; …</c>.</summary>
    public static bool IsCopy(string copy, string original) =>
        copy == original || BeforeOf(copy, original) is { } before && (before.EndsWith(": ", StringComparison.Ordinal) || NameIn(before) is not null);

    /// <summary>
    /// The name in <c>&lt;Mia&gt; …</c>, before what somebody else has said; null without one. <c>Mia: …</c> says who is addressed, among people.
    /// </summary>
    public static string? AuthorIn(string copy, string original) => BeforeOf(copy, original) is { } before ? NameIn(before) : null;

    private static string? BeforeOf(string copy, string original) =>
        copy.StartsWith(Said, StringComparison.Ordinal) && original.StartsWith(Said, StringComparison.Ordinal)
        && copy.Length > original.Length && copy.EndsWith(original[Said.Length..], StringComparison.Ordinal)
        && copy[Said.Length..^(original.Length - Said.Length)] is { Length: <= LongestName } before && !before.Contains('\n', StringComparison.Ordinal)
            ? before
            : null;

    private static string? NameIn(string before) =>
        before.EndsWith("> ", StringComparison.Ordinal) && before.IndexOf('<', StringComparison.Ordinal) is var begin and >= 0 ? before[(begin + 1)..^2] : null;

    private static IReadOnlyList<string> OfText(string? body)
    {
        var text = body?.Trim() ?? "";
        text = text.StartsWith(EditMark, StringComparison.Ordinal) ? text[EditMark.Length..] : text;
        return text.Length == 0 ? [] : [Said + text, .. OfFile(NameInLink(text))];
    }

    private static IReadOnlyList<string> OfFile(string? name) => string.IsNullOrWhiteSpace(name) ? [] : [File + name.Trim()];

    /// <summary>With the same sign people react to many things.</summary>
    private static IReadOnlyList<string> OfReaction(string? key, string? target) =>
        string.IsNullOrEmpty(key) || string.IsNullOrEmpty(target) ? [] : [Reaction + target + " " + ReactionKey.Shorten(key.Replace("\ufe0f", "", StringComparison.Ordinal))];

    /// <summary>Bridges that carry no files say where they are, by a link that ends with their name.</summary>
    private static string? NameInLink(string text) =>
        !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp)
            ? Uri.UnescapeDataString(link.Segments[^1])
            : null;
}
