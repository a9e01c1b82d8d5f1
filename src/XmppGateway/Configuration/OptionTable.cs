namespace XmppGateway.Configuration;

/// <summary>
/// Every key that the engine itself reads, and what it means: the one source of the reference, of the schema and of the list by which unknown
/// keys are told. A test holds the limits here against what the readers refuse. The keys of an adapter are the adapter's own.
/// </summary>
internal static partial class OptionTable
{
    /// <summary>A secret's second key: <c>Secret</c> and <c>SecretFile</c>.</summary>
    public const string FileSuffix = "File";

    public static IReadOnlyList<OptionDescription> All { get; } = [.. Servers(), .. Web(), .. People(), .. Rooms(), .. Rest()];

    /// <summary>Last parts of keys that are secrets in any section, adapters' too: each may be given as a file. With a section, only there.</summary>
    public static IReadOnlyList<string> SecretNames { get; } = ["Secret", "Password", "Token", "Connection", "Secrets:Key"];
}
