using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>Finds keys that nobody reads: a typing error would otherwise silently leave a default in force.</summary>
internal static class UnknownKeys
{
    private const string Schema = "$schema";

    /// <param name="keys">What was written, full keys.</param>
    /// <param name="known">What is read.</param>
    public static IEnumerable<ConfigurationError> Find(IEnumerable<string> keys, IReadOnlyList<string[]> known) =>
        keys.Where(key => key != Schema)
            .Select(key => Judge(key.Split(':'), known)).OfType<ConfigurationError>().DistinctBy(e => e.Path, StringComparer.OrdinalIgnoreCase);

    private static ConfigurationError? Judge(string[] parts, IReadOnlyList<string[]> candidates)
    {
        for (var depth = 0; depth < parts.Length; depth++)
        {
            var level = depth;
            var next = candidates.Where(c => c.Length > level && KnownKeys.Fits(parts[level], c[level])).ToList();
            if (next.Count == 0)
            {
                var words = candidates.Where(c => c.Length > level).Select(c => c[level]).Distinct();
                return new ConfigurationError(string.Join(':', parts[..(level + 1)]), "is no known option" + Suggest(parts[level], words));
            }

            candidates = next;
        }

        return null;
    }

    /// <summary>The nearest known word as a question, when one is near enough to be meant.</summary>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        var (word, distance) = known.Select(k => (k, Distance(written, k))).OrderBy(p => p.Item2).FirstOrDefault(("", int.MaxValue));
        return distance <= Math.Max(2, written.Length / 3) && distance < written.Length ? $"; did you mean {word}?" : "";
    }

    // Levenshtein, one row at a time.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (same ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
