using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// The entry point: the one public type of the assembly. The engine finds it by the interface, and asks it what is wrong with a section of
/// the configuration before it asks for an adapter.
/// </summary>
public sealed class ExampleModule : IAdapterModule, IListsOptions, IProvidesCommands
{
    private readonly ConcurrentDictionary<string, ChatNetwork> _networks = new(StringComparer.Ordinal);

    // A real network lives somewhere else. This one lives here, so that it is still there for the adapter of the next tenure.
    private readonly Func<string, ChatNetwork> _find;

    /// <summary>A module whose networks live as long as the program.</summary>
    public ExampleModule() => _find = name => _networks.GetOrAdd(name, _ => new ChatNetwork());

    /// <summary>A module for a network that a test holds.</summary>
    internal ExampleModule(ChatNetwork network) => _find = _ => network;

    /// <inheritdoc/>
    public string Kind => "example";

    /// <inheritdoc/>
    public IReadOnlyList<AdapterOption> Options { get; } = [new(ExampleOptions.ListenKey, "must be there", "where the people of the network are driven from")];

    /// <inheritdoc/>
    public IReadOnlyList<AdapterCommand> Commands { get; } =
    [
        new AdapterCommand(
            "example-url", "Says where the people of the example networks are driven from.", null, NeedsConfiguration: true, WriteUrlsAsync),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => ExampleOptions.Check(section);

    /// <inheritdoc/>
    public IAdapter Create(IAdapterContext context) => new ExampleAdapter(context, ExampleOptions.Read(context.Configuration), _find(context.Network));

    private static async Task<int> WriteUrlsAsync(
        IReadOnlyList<IConfigurationSection> sections, string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var section in sections)
        {
            await output.WriteLineAsync($"{section.Key} {ExampleOptions.Read(section).Listen}".AsMemory(), cancellationToken);
        }

        return 0;
    }
}
