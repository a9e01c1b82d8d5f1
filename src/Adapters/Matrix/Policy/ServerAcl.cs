using System.IO.Enumeration;
using System.Net;
using System.Text.Json;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Policy;

/// <summary>Which servers may take part in a room (client-server API, "Server Access Control Lists (ACLs) for rooms").</summary>
internal sealed record ServerAcl(IReadOnlyList<string> Allow, IReadOnlyList<string> Deny, bool AllowIpLiterals)
{
    /// <summary>A room without one is open to all.</summary>
    public static ServerAcl Open { get; } = new(["*"], [], AllowIpLiterals: true);

    /// <summary>Reads the content of an `m.room.server_acl` event. What is not as it should be is as if it was not there, as servers have it.</summary>
    public static ServerAcl Read(JsonElement content) => new(
        content.Texts("allow"),
        content.Texts("deny"),
        content.Child("allow_ip_literals").ValueKind != JsonValueKind.False);

    public bool Allows(string serverName)
    {
        var host = ServerName.HostOf(serverName);
        return (AllowIpLiterals || !IsIpLiteral(host))
            && !Deny.Any(pattern => Matches(pattern, host))
            && Allow.Any(pattern => Matches(pattern, host));
    }

    private static bool Matches(string pattern, string host) => FileSystemName.MatchesSimpleExpression(pattern, host, ignoreCase: true);

    private static bool IsIpLiteral(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _) && host.AsSpan().ContainsAny('.', ':');
}
