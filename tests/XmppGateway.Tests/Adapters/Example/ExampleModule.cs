using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>The smallest adapter that keeps the contract: what a third network begins with, and the proof that the suite asks no more.</summary>
internal sealed class ExampleModule(ExampleNetwork network) : IAdapterModule
{
    public const string Name = "example";

    public string Kind => Name;

    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) =>
        string.IsNullOrWhiteSpace(section["Domain"])
            ? [new ConfigurationError(section.Path + ":Domain", "is missing: the XMPP domain of this network.")]
            : [];

    public IAdapter Create(IAdapterContext context) => new ExampleAdapter(context, network);
}
