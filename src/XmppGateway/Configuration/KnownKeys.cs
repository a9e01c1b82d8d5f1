using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>The keys that something reads, each in its parts.</summary>
internal static class KnownKeys
{
    /// <summary>Stands for the number of an item of a list.</summary>
    public const string Item = "[]";

    private const string AnyName = "*";

    /// <summary>The engine's own, with those that every network has.</summary>
    public static IReadOnlyList<string[]> OfEngine { get; } = [.. OptionTable.All.SelectMany(Spellings).Select(key => key.Split(':'))];

    /// <summary>Those of one network.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="options">What its adapter reads.</param>
    public static IReadOnlyList<string[]> OfNetwork(string network, IEnumerable<AdapterOption> options) =>
    [
        .. OfEngine.Where(parts => parts is ["Networks", AnyName, ..]),
        .. options.SelectMany(option => Spellings(option.Key)).Select(key => $"Networks:{network}:{key}".Split(':')),
    ];

    /// <summary>True when the parts that were written are a known key, or lead to one.</summary>
    public static bool Leads(string[] written, string[] known) =>
        written.Length <= known.Length && written.Zip(known).All(pair => Fits(pair.First, pair.Second));

    /// <summary>True when the written part is what the known one says.</summary>
    public static bool Fits(string written, string known) => known switch
    {
        AnyName => true,
        Item => written.All(char.IsAsciiDigit),
        _ => string.Equals(written, known, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>True when one full key is another one, or in its section.</summary>
    public static bool IsAtOrBelow(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');

    private static IEnumerable<string> Spellings(OptionDescription option) => option.Kind switch
    {
        OptionKind.List => [option.Key + ":" + Item],
        OptionKind.Secret => [option.Key, option.Key + OptionTable.FileSuffix],
        OptionKind.Value => [option.Key],
        _ => throw new ArgumentOutOfRangeException(nameof(option), option.Kind, null),
    };

    private static IEnumerable<string> Spellings(string adapterKey) =>
        adapterKey.EndsWith(":" + AnyName, StringComparison.Ordinal) ? [adapterKey[..^AnyName.Length] + Item]
        : SecretFiles.TwinOf(adapterKey) is { } file ? [adapterKey, file]
        : [adapterKey];
}
