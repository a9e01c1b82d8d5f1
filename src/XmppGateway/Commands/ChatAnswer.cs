using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>What somebody typed as the answer to one question, as the values of its field. Pure.</summary>
internal static class ChatAnswer
{
    /// <summary>The values, still to be checked (<see cref="FormCheck"/>), or what is wrong with the text.</summary>
    public static (IReadOnlyList<string> Values, LocalText? Error) Read(FormField field, string typed)
    {
        var text = typed.Trim();
        if (text == ChatTexts.Keep)
        {
            return (field.Values, null);
        }

        if (text.Is(ChatTexts.Empty) && field.Kind is not (FieldKind.Secret or FieldKind.Flag or FieldKind.Choice) && (!field.Required || field.Kind == FieldKind.Choices))
        {
            return ([], null);
        }

        return field.Kind switch
        {
            FieldKind.Flag => FlagOf(text) is { } flag ? ([flag ? "1" : "0"], null) : ([], ChatTexts.AnswerYesOrNo),
            FieldKind.Choice => ChoiceOf(field, text) is { } one ? ([one], null) : ([], ChatTexts.ChooseOne),
            FieldKind.Choices => Choices(field, text),
            _ => ([text], null),
        };
    }

    /// <summary>Yes or no in any language; null for anything else.</summary>
    public static bool? FlagOf(string typed) => typed.Trim() switch
    {
        var text when text.Is(ChatTexts.Yes) => true,
        var text when text.Is(ChatTexts.No) => false,
        "y" or "Y" or "j" or "J" or "1" or "true" or "ok" or "OK" or "Ok" => true,
        "n" or "N" or "0" or "false" => false,
        _ => null,
    };

    private static (IReadOnlyList<string> Values, LocalText? Error) Choices(FormField field, string text)
    {
        var values = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ChoiceOf(field, part) is not { } value)
            {
                return ([], ChatTexts.ChooseAny);
            }

            values.Add(value);
        }

        return (values, null);
    }

    /// <summary>A choice by its number in the list, its label in any language, or its value.</summary>
    private static string? ChoiceOf(FormField field, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= field.Choices.Count)
        {
            return field.Choices[number - 1].Value;
        }

        foreach (var choice in field.Choices)
        {
            if (text.Is(choice.Label) || text.Equals(choice.Value, StringComparison.Ordinal))
            {
                return choice.Value;
            }
        }

        return null;
    }
}
