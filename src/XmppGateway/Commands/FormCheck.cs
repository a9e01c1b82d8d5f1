using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>Holds what a person wrote against the form: kinds, choices, ranges, required fields, lengths. Pure; takes any text.</summary>
internal static class FormCheck
{
    /// <summary>The longest line, in UTF-16 units.</summary>
    public const int MaximumLine = 4_000;

    /// <summary>The longest secret: what <see cref="ISecrets"/> takes, in the worst case of UTF-8.</summary>
    public const int MaximumSecret = 5_000;

    /// <summary>The longest text of several lines.</summary>
    public const int MaximumText = 50_000;

    /// <summary>
    /// The answers in their normal form (a flag is <c>1</c> or <c>0</c>, a JID is prepared) with what is wrong with them. A field that was
    /// left out keeps the value that the form had (XEP-0004 §3.5).
    /// </summary>
    public static (FormAnswers Answers, (string Field, LocalText Error)[] Errors) Check(
        Form form, IReadOnlyDictionary<string, IReadOnlyList<string>> written)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var errors = new List<(string, LocalText)>();
        foreach (var field in form.Fields)
        {
            if (field.Kind == FieldKind.Note)
            {
                continue;
            }

            var (normal, error) = Check(field, written.TryGetValue(field.Name, out var found) ? found : field.Values);
            values[field.Name] = normal;
            if (error is not null)
            {
                errors.Add((field.Name, error));
            }
        }

        return (new FormAnswers(values), [.. errors]);
    }

    /// <summary>One answer: in its normal form, or as it was with what is wrong.</summary>
    public static (IReadOnlyList<string> Values, LocalText? Error) Check(FormField field, IReadOnlyList<string> written)
    {
        var values = field.Kind switch
        {
            FieldKind.LongText or FieldKind.Choices => written,
            _ => written.Take(1),
        };
        string[] given = [.. values.Select(v => Clean(field.Kind, v)).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];
        if (given.Length == 0)
        {
            return (field.Kind == FieldKind.Flag ? ["0"] : [], field.Required ? FormTexts.Required : null);
        }

        if (given.Sum(v => v.Length) > LimitOf(field.Kind))
        {
            return ([], FormTexts.TooLong);
        }

        return field.Kind switch
        {
            FieldKind.Flag => Flag(given[0]) is { } flag ? ([flag], null) : (given, FormTexts.NotYesOrNo),
            FieldKind.Number => Number(field, given),
            FieldKind.Choice or FieldKind.Choices => (given, given.All(v => field.Choices.Any(c => c.Value == v)) ? null : FormTexts.NotAChoice),
            FieldKind.Jid => Jid.TryParse(given[0], out var jid) ? ([jid.ToString()], null) : (given, FormTexts.NotAJid),
            _ => (given, null),
        };
    }

    private static (IReadOnlyList<string> Values, LocalText? Error) Number(FormField field, string[] given)
    {
        if (!long.TryParse(given[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return (given, FormTexts.NotANumber);
        }

        var fits = field.Range is not { } range || (number >= range.Least && number <= range.Most);
        return ([number.ToString(CultureInfo.InvariantCulture)], fits ? null : FormTexts.OutOfRange(field.Range!.Value));
    }

    // XEP-0004 §3.3: a boolean is 1, true, 0 or false.
    private static string? Flag(string text) => text switch
    {
        "1" or "true" => "1",
        "0" or "false" => "0",
        _ => null,
    };

    private static int LimitOf(FieldKind kind) => kind switch
    {
        FieldKind.LongText => MaximumText,
        FieldKind.Secret => MaximumSecret,
        _ => MaximumLine,
    };

    private static string Clean(FieldKind kind, string text) => kind switch
    {
        FieldKind.LongText => BodyText.Clean(text),
        FieldKind.Secret => text.TrimEnd('\r', '\n'),
        _ => BodyText.CleanLine(text).Trim(),
    };
}
