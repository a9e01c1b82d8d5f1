using XmppGateway.Abstractions;
using XmppGateway.Composition;

namespace XmppGateway.Configuration;

/// <summary>Finds what was written in the wrong form: one value where a list or a section belongs, and the other ways round.</summary>
internal static class WrongForms
{
    /// <summary>In the whole file and the environment. Keys that nobody reads are not judged.</summary>
    public static List<ConfigurationError> Find(ConfigurationFile file, AdapterCatalog catalog)
    {
        var known = new List<string[]>(KnownKeys.OfEngine);
        foreach (var network in file.Root.GetSection("Networks").GetChildren())
        {
            known.AddRange(KnownKeys.OfNetwork(network.Key, (catalog.Find(network["Adapter"] ?? "") as IListsOptions)?.Options ?? []));
        }

        return [.. Find(file.Forms, known)];
    }

    private static IEnumerable<ConfigurationError> Find(IEnumerable<KeyValuePair<string, WrittenForm>> forms, IReadOnlyList<string[]> known) =>
        from written in forms
        let wanted = WantedAt(written.Key.Split(':'), known)
        where wanted is not null && !Suits(written.Value, wanted.Value)
        select new ConfigurationError(written.Key, $"is {Describe(written.Value)}, but must be {Describe(wanted.Value)}");

    private static WrittenForm? WantedAt(string[] parts, IReadOnlyList<string[]> known)
    {
        var led = known.Where(key => KnownKeys.Leads(parts, key)).ToList();
        return led.Count == 0 ? null
            : led.Exists(key => key.Length == parts.Length) ? WrittenForm.Value
            : led.TrueForAll(key => key[parts.Length] == KnownKeys.Item) ? WrittenForm.List
            : WrittenForm.Section;
    }

    private static bool Suits(WrittenForm written, WrittenForm wanted) => written switch
    {
        WrittenForm.Variable => wanted != WrittenForm.Section,
        WrittenForm.Branch => wanted != WrittenForm.Value,
        _ => written == wanted,
    };

    private static string Describe(WrittenForm form) => form switch
    {
        WrittenForm.Value or WrittenForm.Variable => "one value",
        WrittenForm.List => "a list: [ … ]",
        WrittenForm.Section or WrittenForm.Branch => "a section: { … }",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };
}
