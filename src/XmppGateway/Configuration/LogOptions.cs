using Microsoft.Extensions.Logging;

namespace XmppGateway.Configuration;

/// <summary>What is logged and where.</summary>
/// <param name="Level">The least severe level that is written.</param>
/// <param name="Levels">Other levels for the parts of the program that begin with a name: <c>XmppGateway.Component</c>.</param>
/// <param name="JsonFile">One JSON object a line, a new file every day; absolute, or null.</param>
/// <param name="KeepDays">How many of these files stay.</param>
internal sealed record LogOptions(LogLevel Level, IReadOnlyDictionary<string, LogLevel> Levels, string? JsonFile, int KeepDays)
{
    /// <summary>For commands, which have no log section to read yet.</summary>
    public static LogOptions Default { get; } = new(LogLevel.Information, new Dictionary<string, LogLevel>(), null, 14);
}
