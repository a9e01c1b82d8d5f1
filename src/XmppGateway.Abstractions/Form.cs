namespace XmppGateway.Abstractions;

/// <summary>
/// Questions to a person, defined once and shown as a data form (XEP-0004), a registration form (XEP-0077) or a conversation.
/// </summary>
/// <param name="Title">One line.</param>
/// <param name="Instructions">What to do; null where the questions speak for themselves.</param>
/// <param name="Fields">In the order to ask.</param>
public sealed record Form(LocalText Title, LocalText? Instructions, IReadOnlyList<FormField> Fields)
{
    /// <summary>The same form with what the person wrote and what is wrong with it.</summary>
    public Form Again(FormAnswers answers, params (string Field, LocalText Error)[] errors) => this with
    {
        Fields =
        [
            .. Fields.Select(field => field with
            {
                Values = field.Kind is FieldKind.Secret or FieldKind.Note ? field.Values : answers.All(field.Name),
                Error = errors.Where(e => e.Field == field.Name).Select(e => e.Error).FirstOrDefault(),
            }),
        ],
    };
}

/// <summary>What a person wrote into a form. Checked by the engine against the form's kinds, choices, ranges and required fields.</summary>
public sealed class FormAnswers(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    /// <summary>All values of a field; empty when it was left out.</summary>
    public IReadOnlyList<string> All(string field) => values.TryGetValue(field, out var found) ? found : [];

    /// <summary>The one value of a field; empty when it was left out.</summary>
    public string Text(string field) => All(field) is [var first, ..] ? first : "";

    /// <summary>The answer to a yes-or-no question.</summary>
    public bool Flag(string field) => Text(field) is "1" or "true";
}
