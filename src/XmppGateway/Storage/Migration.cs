using System.Globalization;
using System.Reflection;

namespace XmppGateway.Storage;

/// <summary>One numbered step of the schema.</summary>
internal sealed record Migration(int Number, string Name, string Script)
{
    private const string Prefix = "XmppGateway.Storage.Migrations.";

    /// <summary>
    /// The embedded steps of an engine in order: files <c>NNNN-name.sql</c>, or <c>NNNN-name.engine.sql</c> where the engines differ.
    /// </summary>
    public static IReadOnlyList<Migration> For(string engine)
    {
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (Resource: name, Parts: name[Prefix.Length..].Split('.')))
            .Where(file => file.Parts.Length == 2 || file.Parts[1] == engine)
            .Select(file => new Migration(
                int.Parse(file.Parts[0].AsSpan(0, 4), CultureInfo.InvariantCulture), file.Parts[0], Read(assembly, file.Resource)))
            .OrderBy(migration => migration.Number)];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
