using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XmppGateway.Protection;

/// <summary>Whom a rule about foreign contacts names.</summary>
internal enum ContactPatternKind
{
    /// <summary>One address.</summary>
    Address,

    /// <summary>Everybody of a domain: <c>*@evil.example</c>, <c>*:evil.example</c>.</summary>
    Domain,

    /// <summary>Everybody of the domains below one: <c>*@*.evil.example</c>.</summary>
    Subdomains,
}

/// <summary>Names foreign contacts.</summary>
/// <param name="Kind">How.</param>
/// <param name="Text">The address as it was written, or the domain in lower case with A-labels.</param>
internal sealed record ContactPattern(ContactPatternKind Kind, string Text)
{
    private const int Longest = 1000;
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>Reads a pattern as people write it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ContactPattern? pattern)
    {
        text = text.Trim();
        if (text.StartsWith("*@", StringComparison.Ordinal) || text.StartsWith("*:", StringComparison.Ordinal))
        {
            var below = text.AsSpan(2).StartsWith("*.");
            pattern = DomainOf(text[(below ? 4 : 2)..]) is { } domain
                ? new ContactPattern(below ? ContactPatternKind.Subdomains : ContactPatternKind.Domain, domain)
                : null;
            return pattern is not null;
        }

        pattern = text.Length is 0 or > Longest || text.Contains('*', StringComparison.Ordinal) || text.Any(char.IsControl)
            ? null
            : new ContactPattern(ContactPatternKind.Address, text);
        return pattern is not null;
    }

    /// <summary>The form that is stored, and reads as the same.</summary>
    public override string ToString() => Kind switch
    {
        ContactPatternKind.Address => Text,
        ContactPatternKind.Domain => "*@" + Text,
        ContactPatternKind.Subdomains => "*@*." + Text,
        _ => throw new InvalidOperationException("No such pattern."),
    };

    private static string? DomainOf(string text)
    {
        try
        {
            return text.Contains('@', StringComparison.Ordinal) ? null : Idn.GetAscii(text).ToLowerInvariant().TrimEnd('.') is { Length: > 0 } domain ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
