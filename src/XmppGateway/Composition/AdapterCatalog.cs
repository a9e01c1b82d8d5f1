using System.Reflection;
using XmppGateway.Abstractions;

namespace XmppGateway.Composition;

/// <summary>
/// The adapters that this program was built with. The build notes the name of each adapter project in the program's metadata, so that
/// a new network is found without an edit here; looking for files would find nothing in a single-file program.
/// </summary>
internal sealed class AdapterCatalog
{
    private const string Marker = "adapter";
    private readonly SortedDictionary<string, IAdapterModule> _modules = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidOperationException">Two adapters have one kind: the program was built wrong.</exception>
    public AdapterCatalog(IEnumerable<IAdapterModule> modules)
    {
        foreach (var module in modules)
        {
            if (!_modules.TryAdd(module.Kind, module))
            {
                throw new InvalidOperationException($"Two adapters are of the kind {module.Kind}.");
            }
        }
    }

    /// <summary>What may stand after <c>Adapter</c>.</summary>
    public IReadOnlyCollection<string> Kinds => _modules.Keys;

    public IReadOnlyCollection<IAdapterModule> Modules => _modules.Values;

    /// <summary>Loads the adapters that were built in.</summary>
    public static AdapterCatalog Discover() => new(AdapterAssemblies().Select(name => ModuleOf(Assembly.Load(name))).OfType<IAdapterModule>());

    /// <summary>The names of the adapters' assemblies.</summary>
    public static IEnumerable<string> AdapterAssemblies() =>
        typeof(AdapterCatalog).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(m => m.Value == Marker).Select(m => m.Key);

    /// <summary>The one entry point of an adapter assembly; null when it has none, as an adapter at its very beginning.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public static IAdapterModule? ModuleOf(Assembly assembly)
    {
        var entries = assembly.GetExportedTypes().Where(t => t.IsAssignableTo(typeof(IAdapterModule)) && t is { IsClass: true, IsAbstract: false }).ToList();
        return entries switch
        {
            [] => null,
            [var entry] => (IAdapterModule)Activator.CreateInstance(entry)!,
            _ => throw new InvalidOperationException(
                $"{assembly.GetName().Name} has {entries.Count} public classes that implement {nameof(IAdapterModule)}, but one is enough."),
        };
    }

    public IAdapterModule? Find(string kind) => _modules.GetValueOrDefault(kind);
}
