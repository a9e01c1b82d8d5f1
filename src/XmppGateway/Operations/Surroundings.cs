using System.Collections;
using Microsoft.Extensions.Logging;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations;

/// <summary>What a command touches outside itself, so that tests can run commands in their own process.</summary>
/// <param name="Output">For answers.</param>
/// <param name="Error">For complaints.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Directory">Where the command was typed.</param>
/// <param name="EnterDirectory">
/// Makes relative file names of the configuration begin at the configuration file, also those that an adapter checks before it has a context.
/// </param>
/// <param name="Time">The clock.</param>
/// <param name="CreateStore">Makes the configured store; opens nothing.</param>
internal sealed record Surroundings(
    TextWriter Output,
    TextWriter Error,
    IDictionary Environment,
    string Directory,
    Action<string> EnterDirectory,
    TimeProvider Time,
    Func<StoreOptions, ILoggerFactory, IStore> CreateStore)
{
    /// <summary>True when a person reads <see cref="Output"/> as it comes.</summary>
    public bool IsTerminal { get; init; }
}
