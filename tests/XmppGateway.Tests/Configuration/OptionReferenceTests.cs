using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using Xunit;

namespace XmppGateway.Tests.Configuration;

/// <summary>The reference, the schema and the sample in <c>config/</c> say what the code says, and what the code says is what it does.</summary>
public sealed class OptionReferenceTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "config");

    [Fact]
    public void The_reference_is_what_the_program_prints() => Assert.Equal(
        OptionReference.Print(AdapterCatalog.Discover()), File.ReadAllText(Path.Combine(Folder, "README.md")));

    [Fact]
    public void The_schema_is_what_the_program_prints() => Assert.Equal(
        OptionSchema.Print(), File.ReadAllText(Path.Combine(Folder, "gateway.schema.json")));

    [Fact]
    public void The_reference_has_the_keys_of_every_adapter()
    {
        var reference = OptionReference.Print(new AdapterCatalog([new PaperModule()]));

        Assert.Contains("| `paper` | without it | what it is |\n|---|---|---|\n| `Box` | must be there | where the paper lies |\n", reference, StringComparison.Ordinal);
        Assert.Contains("| `Colours:*` | none | what it may be |\n", reference, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_has_exactly_the_known_keys()
    {
        using var schema = JsonDocument.Parse(OptionSchema.Print());
        var expected = OptionTable.All.SelectMany(o => o.Kind == OptionKind.Secret ? [o.Key, o.Key + OptionTable.FileSuffix] : new[] { o.Key });

        Assert.Equal(expected.Order(), Keys(schema.RootElement, "").Where(k => k != "$schema").Order());
    }

    [Fact]
    public void The_schema_wants_what_must_be_there_and_leaves_a_network_the_keys_of_its_adapter()
    {
        using var schema = JsonDocument.Parse(OptionSchema.Print());
        var (root, properties) = (schema.RootElement, schema.RootElement.GetProperty("properties"));
        var network = properties.GetProperty("Networks").GetProperty("additionalProperties");

        Assert.Equal("""["Xmpp","Networks"]""", JsonSerializer.Serialize(root.GetProperty("required")));
        Assert.Equal("""["LocalDomains"]""", JsonSerializer.Serialize(properties.GetProperty("Xmpp").GetProperty("required")));
        Assert.Equal("""["Adapter","Domain"]""", JsonSerializer.Serialize(network.GetProperty("required")));
        Assert.False(network.TryGetProperty("additionalProperties", out _));
        Assert.False(properties.GetProperty("Store").GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(30, properties.GetProperty("Store").GetProperty("properties").GetProperty("KeepDays").GetProperty("default").GetInt32());
    }

    /// <summary>A default that is written as a value is one that could stand there, and every other is said in words.</summary>
    [Fact]
    public void Defaults_are_values_of_their_option_or_words() => Assert.All(
        OptionTable.All.Where(o => o.Otherwise.StartsWith('`') && !OptionTable.All.Any(other => $"`{other.Key}`" == o.Otherwise)),
        option => Assert.True(
            option.Form.Limits is { } limits ? int.Parse(option.Otherwise.Trim('`'), CultureInfo.InvariantCulture) is var number && number >= limits.Least && number <= limits.Most
            : option.Form == OptionForm.Flag ? option.Otherwise is "`true`" or "`false`"
            : option.Form.Choices.Count == 0 || option.Form.Choices.Contains(option.Otherwise.Trim('`')),
            $"{option.Key} cannot be {option.Otherwise}"));

    [Fact]
    public void The_limits_of_the_reference_are_those_of_the_readers()
    {
        var options = OptionTable.All.Where(o => o.Form.Limits is not null || o.Form.Choices.Count > 0 || o.Form == OptionForm.Flag).Where(o => !o.Key.Contains('*', StringComparison.Ordinal)).ToList();
        var environment = options.ToDictionary(o => "XMPPGATEWAY__" + o.Key.Replace(":", "__", StringComparison.Ordinal), _ => "?");
        var errors = GatewayConfiguration.Load(Path.Combine(Folder, "gateway.json"), environment, AdapterCatalog.Discover()).Errors.ToLookup(e => e.Path, e => e.Text);

        Assert.True(options.Count > 25);
        Assert.All(options, option => Assert.Equal(
            option.Form.Limits is { } limits ? [string.Create(CultureInfo.InvariantCulture, $"a number from {limits.Least} to {limits.Most}")]
            : (option.Form == OptionForm.Flag ? ["true", "false"] : option.Form.Choices).Order(StringComparer.OrdinalIgnoreCase),
            WhatItMustBe(Assert.Single(errors[option.Key])),
            StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> WhatItMustBe(string error) => error.Split("must be ") is [_, var said]
        ? said.Split("one of: ")[^1].Split(", ").Order(StringComparer.OrdinalIgnoreCase)
        : [];

    [Fact]
    public void Every_text_fits_a_table()
    {
        var texts = OptionTable.All.Select(o => (o.Key, o.Otherwise, o.Meaning))
            .Concat(AdapterCatalog.Discover().Modules.OfType<IListsOptions>().SelectMany(m => m.Options).Select(o => (o.Key, o.Otherwise, o.Meaning)));

        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(text.Otherwise + text.Meaning, c => c is '|' or '\n' or '\r');
            Assert.NotEmpty(text.Otherwise);
            Assert.False(text.Meaning.EndsWith('.'), text.Key);
        });
    }

    [Fact]
    public void The_sample_mentions_every_key()
    {
        var sample = File.ReadAllText(Path.Combine(Folder, "gateway.json"));
        var keys = OptionTable.All.Select(o => o.Key).Concat(AdapterCatalog.Discover().Modules.OfType<IListsOptions>().SelectMany(m => m.Options).Select(o => o.Key));

        Assert.All(keys, key => Assert.Contains($"\"{key.Replace(":*", "", StringComparison.Ordinal).Split(':')[^1]}\":", sample, StringComparison.Ordinal));
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
}
