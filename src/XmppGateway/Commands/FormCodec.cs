using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>Forms and tables as XEP-0004 has them, in one language. Pure.</summary>
internal static class FormCodec
{
    /// <summary>What a table may hold, in UTF-16 units: a stanza has a largest size.</summary>
    private const int MaximumTable = 50_000;

    /// <summary>The form to fill in.</summary>
    /// <param name="formType">XEP-0068; null for a form of its own kind.</param>
    public static DataForm Render(Form form, string language, string? formType = null) => new(DataForm.ToFillIn)
    {
        Title = Text(form.Title, language),
        Instructions = Text(form.Instructions, language),
        Fields = [.. TypeField(formType), .. form.Fields.Select(field => Render(field, language))],
    };

    /// <summary>A table. Rows that would make the stanza too large are left out, which is said.</summary>
    public static DataForm Render(Table table, LocalText title, string language, string? formType = null)
    {
        var rows = new List<IReadOnlyList<DataField>>();
        var left = MaximumTable;
        foreach (var row in table.Rows)
        {
            left -= row.Sum(cell => cell.Length);
            if (left < 0)
            {
                break;
            }

            rows.Add([.. table.Columns.Select((column, i) => new DataField(column.Name) { Values = [BodyText.Clean(row[i])] })]);
        }

        return new DataForm(DataForm.Result)
        {
            Title = Text(title, language),
            Instructions = rows.Count < table.Rows.Count ? ChatTexts.MoreRows.In(language) : null,
            Fields = TypeField(formType),
            Reported =
            [
                .. table.Columns.Select(c => new DataField(c.Name, c.IsJid ? "jid-single" : "text-single", Text(c.Label, language))),
            ],
            Items = rows,
        };
    }

    /// <summary>What was written into the fields of the form; others are ignored. Not checked: see <see cref="FormCheck"/>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(Form form, DataForm submitted)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            if (submitted.Values(field.Name) is { } found)
            {
                // XEP-0004 §3.3: text-multi has one value for each line.
                values[field.Name] = field.Kind == FieldKind.LongText ? [string.Join('\n', found)] : found;
            }
        }

        return values;
    }

    private static DataField Render(FormField field, string language)
    {
        if (field.Kind == FieldKind.Note)
        {
            return new DataField(null, DataField.Fixed) { Values = [Text(field.Label, language)!] };
        }

        var error = Text(field.Error, language);
        var label = Text(field.Label, language)!;
        return new DataField(field.Name, TypeOf(field.Kind), error is null ? label : $"{label} – {error}")
        {
            Required = field.Required,
            Description = string.Join(' ', new[] { error, Text(field.Description, language) }.OfType<string>()) is { Length: > 0 } text ? text : null,
            Values = field.Kind == FieldKind.LongText ? [.. field.Values.SelectMany(v => BodyText.Clean(v).Split('\n'))] : [.. field.Values.Select(BodyText.Clean)],
            Options = [.. field.Choices.Select(choice => new DataOption(choice.Value, Text(choice.Label, language)))],
            Range = field.Kind == FieldKind.Number ? field.Range : null,
        };
    }

    private static string TypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.Number => "text-single",
        FieldKind.Secret => "text-private",
        FieldKind.LongText => "text-multi",
        FieldKind.Flag => "boolean",
        FieldKind.Choice => "list-single",
        FieldKind.Choices => "list-multi",
        FieldKind.Jid => "jid-single",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of field."),
    };

    private static IReadOnlyList<DataField> TypeField(string? formType) =>
        formType is null ? [] : [new DataField(DataForm.FormType, DataField.Hidden) { Values = [formType] }];

    private static string? Text(LocalText? text, string language) => text is null ? null : BodyText.Clean(text.In(language));
}
