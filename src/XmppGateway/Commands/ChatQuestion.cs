using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>One question of a form as lines of a chat message. Pure. Never shows the value of a secret.</summary>
internal static class ChatQuestion
{
    /// <summary>The lines, in the language of the person.</summary>
    public static IEnumerable<string> Lines(FormField field, string language)
    {
        if (field.Error is { } error)
        {
            yield return error.In(language);
        }

        yield return field.Label.In(language) + (field.Kind == FieldKind.Flag ? $" ({ChatTexts.Yes.In(language)}/{ChatTexts.No.In(language)})" : "");
        if (field.Description is { } description)
        {
            yield return description.In(language);
        }

        for (var i = 0; i < field.Choices.Count; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {field.Choices[i].Label.In(language)}");
        }

        if (Hint(field) is { } hint)
        {
            yield return hint.In(language);
        }
    }

    private static LocalText? Hint(FormField field) => field switch
    {
        { Kind: FieldKind.Secret } => ChatTexts.Secrecy,
        { Values.Count: > 0, Kind: FieldKind.Flag or FieldKind.Choice } => ChatTexts.Now(ValueOf(field)),
        { Values.Count: > 0, Kind: FieldKind.Choices } => ChatTexts.NowClearable(ValueOf(field)),
        { Kind: FieldKind.Choice } => ChatTexts.ChooseOne,
        { Kind: FieldKind.Choices } => ChatTexts.ChooseAny,
        { Values.Count: > 0, Required: false } => ChatTexts.NowClearable(ValueOf(field)),
        { Values.Count: > 0 } => ChatTexts.Now(ValueOf(field)),
        { Required: false } and not { Kind: FieldKind.Flag } => ChatTexts.MayBeEmpty,
        _ => null,
    };

    private static LocalText ValueOf(FormField field) => field.Kind switch
    {
        FieldKind.Flag => field.Values[0] is "1" or "true" ? ChatTexts.Yes : ChatTexts.No,
        FieldKind.Choice or FieldKind.Choices => new(
            string.Join(", ", field.Values.Select(v => LabelOf(field, v).English)), string.Join(", ", field.Values.Select(v => LabelOf(field, v).German))),
        _ => LocalText.Same(BodyText.Truncate(string.Join(' ', field.Values.Select(BodyText.CleanLine)), 200)),
    };

    private static LocalText LabelOf(FormField field, string value) =>
        field.Choices.FirstOrDefault(c => c.Value == value)?.Label ?? LocalText.Same(value);
}
