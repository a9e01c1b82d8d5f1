using System.Reflection;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters;

/// <summary>
/// The calling contract of <see cref="IAdapterModule"/> and <see cref="IAdapter"/>, sentence by sentence, for every adapter that the
/// program was built with. Whatever a network is, the engine may rely on this.
/// </summary>
public sealed partial class AdapterContractTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly string[] HostileValues =
    [
        "", " ", "\0", "\r\n", "\uD800", "\uFFFE", ":", "::", "http://", "http://[", "//", "127.0.0.1:99999999999", "unix:", "../../..", "[::1", "@",
        "-1", "2147483648", "\u202E", new string('a', 100_000), new string('.', 300), "xn--", "xn--\uDC00", "%00", "a\0b", "{}", "<x>",
    ];

    public static TheoryData<string> Kinds => [.. AdapterFixtures.Kinds];

    private static CancellationToken Cancelled => AdapterUnderTest.Cancelled;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_adapter_has_one_public_type_with_a_plain_constructor(string kind)
    {
        await using var fixture = AdapterFixtures.Create(kind);
        var module = Assert.IsType<IAdapterModule>(AdapterCatalog.ModuleOf(fixture.Module.GetType().Assembly), exactMatch: false);

        Assert.Equal([module.GetType()], module.GetType().Assembly.GetExportedTypes());
        Assert.NotNull(module.GetType().GetConstructor(BindingFlags.Public | BindingFlags.Instance, []));
        Assert.Matches("^[a-z][a-z0-9-]*$", module.Kind);
        Assert.Equal(kind, module.Kind);
        Assert.IsType(module.GetType(), fixture.Module);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_adapter_sees_nothing_of_ours_but_the_contract(string kind)
    {
        await using var fixture = AdapterFixtures.Create(kind);

        Assert.Equal(
            [typeof(IAdapter).Assembly.GetName().Name],
            fixture.Module.GetType().Assembly.GetReferencedAssemblies().Select(name => name.Name).Where(name => name!.StartsWith("XmppGateway", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_adapter_without_a_fixture_fails_and_says_what_to_do()
    {
        var failure = Record.Exception(() => AdapterFixtures.Create("telegraph"));

        Assert.Contains("add a class that implements IAdapterFixture", Assert.IsType<Xunit.Sdk.TrueException>(failure).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_smallest_section_is_valid_and_opens_nothing(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);

        Assert.Empty(test.Peer.Module.Validate(test.Context.Configuration));
        Assert.Equal(0, test.Peer.Contacts);
        Assert.Empty(test.Context.Notes.Values);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_empty_section_is_told_all_that_is_missing(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var settings = test.Peer.Settings;

        var needed = settings.Keys.SelectMany(key => Validate(test, settings.Where(pair => pair.Key != key))).Select(error => error.Path);
        var missing = Validate(test, []).Select(error => error.Path).ToList();

        Assert.Empty(needed.Except(missing));
        Assert.NotEmpty(missing);
        Assert.Equal(missing.Distinct(), missing);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_a_section_holds_is_an_error_with_a_path_and_never_an_exception(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        foreach (var key in test.Peer.Settings.Keys.Append("Unheard:Of"))
        {
            foreach (var value in HostileValues)
            {
                var settings = new Dictionary<string, string?>(test.Peer.Settings) { [key] = value };

                Assert.All(Validate(test, settings), error =>
                {
                    Assert.StartsWith($"Networks:{kind}:", error.Path, StringComparison.Ordinal);
                    Assert.NotEmpty(error.Text);
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_description_is_complete_and_constant(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var before = test.Adapter.Description;
        await test.Adapter.StartAsync(Cancelled);

        Assert.Equal(before, test.Adapter.Description);
        Assert.All(
            (string[])[before.Name, before.DiscoType, .. LocalText.Languages.SelectMany(l => new[] { before.AddressPrompt.In(l), before.AddressDescription.In(l) })],
            text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_starts_without_its_foreign_server(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        await test.Peer.StopPeerAsync();

        await test.Adapter.StartAsync(Cancelled).WaitAsync(Soon, Cancelled);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_stops_within_its_patience_and_the_next_one_takes_its_place(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        for (var tenure = 0; tenure < 2; tenure++)
        {
            await test.RestartAsync().WaitAsync(Soon, Cancelled);
            Assert.True(await test.HandOverAsync("tenure" + tenure, "hello"));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_can_be_stopped_without_having_been_started(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);

        await test.Adapter.StopAsync(Cancelled).WaitAsync(Soon, Cancelled);
    }

    private static IReadOnlyList<ConfigurationError> Validate(AdapterUnderTest test, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        IConfigurationSection section = new FakeAdapterContext(test.Context.Network, settings).Configuration;
        return test.Peer.Module.Validate(section);
    }
}
