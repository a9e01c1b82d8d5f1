using System.Numerics;

namespace XmppGateway.Adapters.Email.Trimming;

/// <summary>The fields of another mail, written above it: From, Sent, To, Subject, in any language and order.</summary>
internal static class HeaderBlock
{
    private const int MostLines = 12;
    private const int MostContinuations = 2;
    private const int FewestFields = 3;

    /// <summary>Whether a block begins at a line: three different fields, of which one says who or when.</summary>
    public static bool Begins(IReadOnlyList<string> lines, int start)
    {
        if (FieldOf(lines[start]) is HeaderLabels.Field.None or HeaderLabels.Field.Copy)
        {
            return false;
        }

        var found = HeaderLabels.Field.None;
        var others = 0;
        for (var i = start; i < lines.Count && i < start + MostLines && others <= MostContinuations; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                break;
            }

            var field = FieldOf(lines[i]);
            found |= field;
            others = field == HeaderLabels.Field.None ? others + 1 : 0;
        }

        return BitOperations.PopCount((uint)(found & ~HeaderLabels.Field.Copy)) >= FewestFields
            && (found & HeaderLabels.Field.From) != 0
            && (found & (HeaderLabels.Field.Sent | HeaderLabels.Field.Subject)) != 0;
    }

    /// <summary>Whether a line begins with the name of a field.</summary>
    public static bool IsLabelled(string line) => FieldOf(line) != HeaderLabels.Field.None;

    private static HeaderLabels.Field FieldOf(string line)
    {
        var text = line.AsSpan().TrimStart(" \t\u00A0*_");
        var colon = text[..Math.Min(text.Length, HeaderLabels.Longest + 4)].IndexOfAny(':', '：');
        return colon <= 0 ? HeaderLabels.Field.None : HeaderLabels.Find(text[..colon].TrimEnd(" \u00A0*_"));
    }
}
