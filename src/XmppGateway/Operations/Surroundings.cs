using System.Collections;
using Microsoft.Extensions.Logging;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations;

/// <summary>What a command touches outside itself, so that tests can run commands in their own process.</summary>
/// <param name="Output">For answers.</param>
/// <param name="Error">For complaints.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Time">The clock.</param>
/// <param name="CreateStore">Makes the configured store; opens nothing.</param>
internal sealed record Surroundings(
    TextWriter Output, TextWriter Error, IDictionary Environment, TimeProvider Time, Func<StoreOptions, ILoggerFactory, IStore> CreateStore);
