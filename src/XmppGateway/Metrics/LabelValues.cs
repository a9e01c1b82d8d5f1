using System.Globalization;

namespace XmppGateway.Metrics;

/// <summary>The labels of one series: up to three, as all our instruments have; further ones of others are left out.</summary>
internal readonly record struct LabelValues(
    KeyValuePair<string, string>? First, KeyValuePair<string, string>? Second, KeyValuePair<string, string>? Third)
{
    /// <summary>Those that there are.</summary>
    public IEnumerable<KeyValuePair<string, string>> All
    {
        get
        {
            foreach (var label in (KeyValuePair<string, string>?[])[First, Second, Third])
            {
                if (label is { } present)
                {
                    yield return present;
                }
            }
        }
    }

    public static LabelValues Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(At(tags, 0), At(tags, 1), At(tags, 2));

    public override string ToString() => string.Join(',', All.Select(label => label.Key + '=' + label.Value));

    private static KeyValuePair<string, string>? At(ReadOnlySpan<KeyValuePair<string, object?>> tags, int index) => index < tags.Length
        ? new(tags[index].Key, tags[index].Value as string ?? Convert.ToString(tags[index].Value, CultureInfo.InvariantCulture) ?? "")
        : null;
}
