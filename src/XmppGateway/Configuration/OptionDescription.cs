namespace XmppGateway.Configuration;

/// <summary>One key of the configuration: what the reference in <c>config/README.md</c> and the schema beside it are printed from.</summary>
/// <param name="Key">Its path; <c>*</c> stands for a name that the operator chooses.</param>
/// <param name="Kind">How often and where its value may stand.</param>
/// <param name="Form">What the value, or each value of a list, may be.</param>
/// <param name="Otherwise">What holds without it, in Markdown; a value that could be written there stands between backticks.</param>
/// <param name="Meaning">What it is, in Markdown, as the end of a sentence that begins with the key: without a capital and without a full stop.</param>
internal sealed record OptionDescription(string Key, OptionKind Kind, OptionForm Form, string Otherwise, string Meaning)
{
    /// <summary>True when its section cannot do without it, whatever else is there.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>How the value of a key is given.</summary>
internal enum OptionKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>A JSON list, or one text with commas.</summary>
    List,

    /// <summary>A value that has a second key of its name and <c>File</c>, which names a file with the value.</summary>
    Secret,
}
