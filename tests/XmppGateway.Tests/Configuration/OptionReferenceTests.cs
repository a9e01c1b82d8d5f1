using System.Text.Json;
using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Configuration;

/// <summary>The sample, the schema and the reference in <c>config/</c> say the same as the code.</summary>
public sealed partial class OptionReferenceTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "config");

    [Fact]
    public void The_reference_lists_every_key_with_its_default()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var rows = from Match row in ReferenceRow().Matches(text[..text.IndexOf("Further keys", StringComparison.Ordinal)])
                   select (row.Groups[1].Value, row.Groups[2].Value.Trim('`', ' '));

        Assert.Equal(
            OptionTable.All.Select(o => o.Key),
            rows.Select(r => r.Item1));
        Assert.All(
            OptionTable.All.Zip(rows),
            pair => Assert.StartsWith(pair.First.Default ?? "must be there", pair.Second.Item2, StringComparison.Ordinal));
    }

    [Fact]
    public void The_schema_has_exactly_the_known_keys()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "gateway.schema.json")));
        var expected = OptionTable.All.SelectMany(o => o.Kind == OptionKind.Secret ? [o.Key, o.Key + OptionTable.FileSuffix] : new[] { o.Key });

        Assert.Equal(expected.Order(), Keys(schema.RootElement, "").Where(k => k != "$schema").Order());
    }

    [Fact]
    public void The_sample_mentions_every_key()
    {
        var sample = File.ReadAllText(Path.Combine(Folder, "gateway.json"));

        Assert.All(OptionTable.All, o => Assert.Contains($"\"{o.Key.Replace(":*", "", StringComparison.Ordinal).Split(':')[^1]}\":", sample, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_and_the_sample_have_the_keys_of_every_adapter()
    {
        var reference = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var sample = File.ReadAllText(Path.Combine(Folder, "gateway.json"));

        foreach (var key in AdapterCatalog.Discover().Modules.OfType<IListsOptions>().SelectMany(m => m.OptionKeys))
        {
            Assert.Contains($"| `{key}` |", reference, StringComparison.Ordinal);
            Assert.Contains($"\"{key.Split(':')[^1]}\":", sample, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sample_is_right_but_for_files_that_only_an_installation_has()
    {
        var result = GatewayConfiguration.Load(Path.Combine(Folder, "gateway.json"), new Dictionary<string, string>(), AdapterCatalog.Discover());

        Assert.All(result.Errors, e => Assert.Contains(e.Path, (string[])["Store:Connection", "Networks:matrix:Registration"]));
    }

    private static IEnumerable<string> Keys(JsonElement node, string path)
    {
        if (node.TryGetProperty("properties", out var properties))
        {
            return properties.EnumerateObject().SelectMany(p => Keys(p.Value, path + (path.Length == 0 ? "" : ":") + p.Name));
        }

        return node.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object ? Keys(more, path + ":*") : [path];
    }

    [GeneratedRegex(@"^\| `([A-Z][\w:*]+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ReferenceRow();
}
