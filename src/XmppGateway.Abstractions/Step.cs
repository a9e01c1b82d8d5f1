namespace XmppGateway.Abstractions;

/// <summary>
/// One step of a dialogue with a person: a question with what follows from the answer, or the end. Going back is asking the question before
/// again; the engine keeps the way. A step does nothing until its form was answered.
/// </summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>Asks, and goes on with the answers.</summary>
    /// <param name="Form">The questions. After answers that cannot be, ask again with <see cref="Form.Again"/>.</param>
    /// <param name="Next">
    /// Goes on with answers that fit the form. Called once for each answer, never twice at once; may use the network and be cancelled. Its
    /// exceptions are bugs: logged, and shown as a failure of the gateway.
    /// </param>
    public sealed record Ask(Form Form, Func<FormAnswers, CancellationToken, ValueTask<Step>> Next) : Step
    {
        /// <summary>True when right answers end the dialogue: clients then show "finish" instead of "next".</summary>
        public bool IsLast { get; init; }
    }

    /// <summary>The end, with what was done.</summary>
    /// <param name="Text">One sentence.</param>
    public sealed record Done(LocalText Text) : Step
    {
        /// <summary>What was found, to be shown as a table; null for none.</summary>
        public Table? Table { get; init; }
    }

    /// <summary>The end, without success.</summary>
    /// <param name="Text">Why, and what to do.</param>
    /// <param name="Condition">The kind of refusal.</param>
    public sealed record Failed(LocalText Text, FailureCondition Condition) : Step;
}

/// <summary>A result of many rows.</summary>
public sealed record Table(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>One column of a <see cref="Table"/>.</summary>
/// <param name="Name">As a field's name.</param>
/// <param name="Label">Its heading.</param>
/// <param name="IsJid">True when its values are JIDs that a client can offer to talk to.</param>
public sealed record TableColumn(string Name, LocalText Label, bool IsJid = false);
