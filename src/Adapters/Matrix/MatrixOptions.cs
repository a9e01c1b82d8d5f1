using System.Globalization;
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

    /// <summary>Ids or aliases of the rooms whose policy rules are followed.</summary>
    public IReadOnlyList<string> PolicyLists { get; init; } = [];

    /// <summary>The largest file of a person on Matrix that is given to others, in bytes.</summary>
    public long MaximumFileBytes { get; init; } = DefaultFileBytes;

    /// <summary>In what language the gateway speaks in rooms: one of <see cref="Abstractions.LocalText.Languages"/>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>100 MiB: what the largest public homeservers take, and as much as files of XMPP users may have.</summary>
    public const long DefaultFileBytes = 100 * 1024 * 1024;

    public static MatrixOptions Read(IConfigurationSection section) => new()
    {
        Homeserver = (section["Homeserver"] ?? "").TrimEnd('/'),
        ServerName = section["ServerName"] ?? "",
        Listen = section["Listen"] ?? "",
        Url = section["Url"] is { Length: > 0 } url ? url.TrimEnd('/') : null,
        Registration = section["Registration"] ?? "",
        PolicyLists = [.. section.GetSection("PolicyLists").GetChildren().Select(list => list.Value).OfType<string>()],
        Language = section["Language"] is { Length: > 0 } language ? language : "en",
        MaximumFileBytes = section["MaximumFileBytes"] is not { Length: > 0 } text ? DefaultFileBytes
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes
            : 0,
    };
}
