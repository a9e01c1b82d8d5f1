using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>A form that is asked question by question, and what was answered so far. Not thread-safe.</summary>
internal sealed class ChatForm
{
    private readonly Form _form;
    private readonly string _language;
    private readonly IReadOnlyList<FormField> _asked;
    private readonly Dictionary<string, IReadOnlyList<string>> _written = new(StringComparer.Ordinal);
    private int _at;

    public ChatForm(Form form, string language)
    {
        (_form, _language) = (form, language);
        var questions = form.Fields.Where(f => f.Kind != FieldKind.Note);

        // A form that comes again has what was right in it, except secrets.
        _asked = form.Fields.Any(f => f.Error is not null)
            ? [.. questions.Where(f => f.Error is not null || f.Kind == FieldKind.Secret)]
            : [.. questions];
        if (_asked.Count == 0)
        {
            _asked = [new FormField("", FieldKind.Flag, ChatTexts.GoOn) { Required = true }];
        }
    }

    /// <summary>What was written so far.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Written => _written;

    /// <summary>The person said no to going on.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The open question with what belongs before it.</summary>
    public string Question()
    {
        var field = _asked[_at];
        List<string> lines = _at == 0 ? [.. Beginning()] : [.. NotesBefore(field)];
        lines.AddRange(ChatQuestion.Lines(field, _language));
        return Text(lines);
    }

    /// <summary>
    /// Takes the answer to the open question. Null when that was the last one; otherwise the next question, or the same one with what is wrong.
    /// </summary>
    public string? Take(string typed)
    {
        var field = _asked[_at];
        var (values, error) = ChatAnswer.Read(field, typed);
        if (error is null)
        {
            (values, error) = FormCheck.Check(field, values);
        }

        if (error is not null)
        {
            return Text(ChatQuestion.Lines(field with { Error = error }, _language));
        }

        IsRefused = field.Name.Length == 0 && values is ["0"];
        _written[field.Name] = values;
        _at++;
        return _at == _asked.Count ? null : Question();
    }

    /// <summary>The question before, within this form; null when the open one is the first.</summary>
    public string? Back()
    {
        if (_at == 0)
        {
            return null;
        }

        _at--;
        return Question();
    }

    private IEnumerable<string> Beginning()
    {
        yield return _form.Title.In(_language);
        if (_form.Instructions is { } instructions)
        {
            yield return instructions.In(_language);
        }

        yield return ChatTexts.Ways.In(_language);
        foreach (var note in NotesBefore(_asked[0]))
        {
            yield return note;
        }
    }

    private IEnumerable<string> NotesBefore(FormField field) => _form.Fields
        .TakeWhile(f => f.Name != field.Name)
        .Reverse()
        .TakeWhile(f => f.Kind == FieldKind.Note)
        .Reverse()
        .Select(note => note.Label.In(_language));

    private static string Text(IEnumerable<string> lines) => BodyText.Clean(string.Join('\n', lines));
}
