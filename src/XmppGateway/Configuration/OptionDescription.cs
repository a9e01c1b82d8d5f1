namespace XmppGateway.Configuration;

/// <summary>One key of the configuration, as the reference in <c>config/README.md</c> prints it.</summary>
/// <param name="Key">Its path; <c>*</c> stands for a name that the operator chooses.</param>
/// <param name="Default">What holds without it; null when it must be there.</param>
/// <param name="Kind">Its form.</param>
internal sealed record OptionDescription(string Key, OptionKind Kind, string? Default);

/// <summary>The form of a value.</summary>
internal enum OptionKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>A JSON list, or one text with commas.</summary>
    List,

    /// <summary>A value that has a second key of its name and <c>File</c>, which names a file with the value.</summary>
    Secret,
}
