namespace XmppGateway.Abstractions;

/// <summary>What is asked for in a field.</summary>
public enum FieldKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>One line that is not shown, logged or kept in a history.</summary>
    Secret,

    /// <summary>Several lines.</summary>
    LongText,

    /// <summary>Yes or no: <c>1</c> or <c>0</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>One of <see cref="FormField.Choices"/>.</summary>
    Choice,

    /// <summary>Any of <see cref="FormField.Choices"/>.</summary>
    Choices,

    /// <summary>A JID.</summary>
    Jid,

    /// <summary>Nothing: a text between other fields.</summary>
    Note,
}

/// <summary>One value to choose.</summary>
public sealed record FieldChoice(string Value, LocalText Label);

/// <summary>One field of a <see cref="Form"/>.</summary>
/// <param name="Name">Names it in the answers: <c>a-z0-9_</c>, unique in the form.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Label">The question.</param>
public sealed record FormField(string Name, FieldKind Kind, LocalText Label)
{
    /// <summary>True when it must not be left empty.</summary>
    public bool Required { get; init; }

    /// <summary>What stands there at first; what the person wrote when the form comes again.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<FieldChoice> Choices { get; init; } = [];

    /// <summary>The smallest and the largest number.</summary>
    public (long Least, long Most)? Range { get; init; }

    /// <summary>A longer explanation; null without one.</summary>
    public LocalText? Description { get; init; }

    /// <summary>What is wrong with the answer, when the form comes again; null for nothing.</summary>
    public LocalText? Error { get; init; }
}
