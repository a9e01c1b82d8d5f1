using Microsoft.Extensions.Configuration;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The section of one Matrix network, as written. See <see cref="MatrixOptionsCheck"/> for what is required.</summary>
internal sealed record MatrixOptions
{
    /// <summary>The base URL of the homeserver's client-server API.</summary>
    public required string Homeserver { get; init; }

    /// <summary>The server name in the homeserver's user ids.</summary>
    public required string ServerName { get; init; }

    /// <summary>Where the homeserver's transactions are taken.</summary>
    public required string Listen { get; init; }

    /// <summary>Where the homeserver reaches <see cref="Listen"/>, when there is a proxy or another host between.</summary>
    public string? Url { get; init; }

    /// <summary>The registration file, shared with the homeserver.</summary>
    public required string Registration { get; init; }

    public static MatrixOptions Read(IConfigurationSection section) => new()
    {
        Homeserver = (section["Homeserver"] ?? "").TrimEnd('/'),
        ServerName = section["ServerName"] ?? "",
        Listen = section["Listen"] ?? "",
        Url = section["Url"] is { Length: > 0 } url ? url.TrimEnd('/') : null,
        Registration = section["Registration"] ?? "",
    };
}
