using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>What reading the configuration gave.</summary>
/// <param name="Options">The configuration; null when there is an error.</param>
/// <param name="Errors">Everything that is wrong.</param>
/// <param name="Warnings">What works, and had better be changed.</param>
internal sealed record ConfigurationResult(
    GatewayOptions? Options, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationError> Warnings);
