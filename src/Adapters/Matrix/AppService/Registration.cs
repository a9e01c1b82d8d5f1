using System.Security.Cryptography;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>What the homeserver and the gateway agree on (application service API, "Registration").</summary>
internal sealed record Registration
{
    public const string DefaultId = "xmpp-gateway";

    /// <summary>The name of the service at its homeserver. Never changes.</summary>
    public string Id { get; init; } = DefaultId;

    /// <summary>Where the homeserver reaches the gateway.</summary>
    public required string Url { get; init; }

    /// <summary>What the gateway shows to the homeserver.</summary>
    public required string AsToken { get; init; }

    /// <summary>What the homeserver shows to the gateway.</summary>
    public required string HsToken { get; init; }

    public string SenderLocalpart { get; init; } = GhostIds.BotLocalpart;

    /// <summary>The users of the gateway: ghosts.</summary>
    public required string UserRegex { get; init; }

    /// <summary>The aliases by which direct rooms are found again.</summary>
    public required string AliasRegex { get; init; }

    /// <summary>Whether the homeserver tells who writes, has read and is there.</summary>
    public bool WantsEphemeral { get; init; } = true;

    /// <summary>Whether clients of Matrix find people and rooms of XMPP by their addresses.</summary>
    public bool NamesProtocol { get; init; } = true;

    /// <summary>A registration for the options, with the tokens of an earlier one or new ones.</summary>
    public static Registration Create(MatrixOptions options, Registration? earlier) => new()
    {
        Id = earlier?.Id ?? DefaultId,
        Url = options.Url ?? options.Listen,
        AsToken = earlier?.AsToken ?? NewToken(),
        HsToken = earlier?.HsToken ?? NewToken(),
        SenderLocalpart = GhostIds.BotLocalpart,
        UserRegex = Namespace('@', options.ServerName),
        AliasRegex = Namespace('#', options.ServerName),
    };

    /// <summary>Tokens must not reach a log by way of a printed record.</summary>
    public override string ToString() => "Registration " + Id;

    // Synapse matches at the start only (Python re.match), so both ends are anchored. Nothing here can backtrack badly.
    private static string Namespace(char sigil, string serverName) =>
        "^" + sigil + GhostIds.Prefix + ".*:"
        + serverName.Replace(".", "\\.", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal) + "$";

    private static string NewToken() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
