using System.Globalization;
using System.Text;
using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// A poll as text that can be answered with a number (MSC3381 in both of its forms: clients write the unstable one in all rooms of today's
/// versions).
/// </summary>
/// <param name="Answers">Id and text of each.</param>
/// <param name="Selections">How many of them somebody may choose.</param>
internal sealed record Poll(string Question, IReadOnlyList<(string Id, string Text)> Answers, int Selections, bool IsStable)
{
    public const string Start = "m.poll.start";
    public const string UnstableStart = "org.matrix.msc3381.poll.start";
    public const string End = "m.poll.end";
    public const string UnstableEnd = "org.matrix.msc3381.poll.end";
    public const string Response = "m.poll.response";
    public const string UnstableResponse = "org.matrix.msc3381.poll.response";

    private const string UnstableText = "org.matrix.msc1767.text";

    // MSC3381: answers beyond the twentieth are not shown.
    private const int MaxAnswers = 20;
    private const int MaxText = 500;

    /// <summary>The poll in an event's content; null when it is none, or has nothing to choose from.</summary>
    public static Poll? Read(string type, JsonElement content)
    {
        var isStable = type == Start;
        var poll = type switch
        {
            Start => content.Child("m.poll"),
            UnstableStart => content.Child(UnstableStart),
            _ => default,
        };
        var answers = poll.Child("answers") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Take(MaxAnswers).Select(answer => (Id: answer.Text("m.id") ?? answer.Text("id"), Text: TextOf(answer)))
                .Where(answer => answer is { Id.Length: > 0 and <= MaxText, Text.Length: > 0 }).Select(answer => (answer.Id!, answer.Text!)).ToList()
            : [];
        return answers.Count == 0 || TextOf(poll.Child("question")) is not { Length: > 0 } question ? null
            : new Poll(question, answers, (int)Math.Clamp(poll.Number("max_selections") ?? 1, 1, MaxAnswers), isStable);
    }

    /// <summary>What a poll's end says; null for another event.</summary>
    public static string? ReadEnd(string type, JsonElement content) =>
        type is End or UnstableEnd ? TextOf(content) is { Length: > 0 } text ? text : "[poll: ended]" : null;

    /// <summary>Question and numbered answers.</summary>
    public string ToText()
    {
        var text = new StringBuilder("[poll] ").Append(Question);
        for (var i = 0; i < Answers.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {Answers[i].Text}");
        }

        return text.Append(Selections == 1 ? "\nReply to this message with a number to vote." : "\nReply to this message with numbers to vote, for example: 1, 2").ToString();
    }

    // MSC1767: a text, or in the stable form several representations of it, the plain one without a type.
    private static string? TextOf(JsonElement block)
    {
        var text = block.Text(UnstableText) ?? block.Text("m.text");
        if (text is null && block.Child("m.text") is { ValueKind: JsonValueKind.Array } forms)
        {
            text = forms.EnumerateArray().Where(form => form.Text("mimetype") is null or "text/plain").Select(form => form.Text("body")).FirstOrDefault();
        }

        text = text?.Trim();
        return text is { Length: > MaxText } ? text[..MaxText] : text;
    }
}
