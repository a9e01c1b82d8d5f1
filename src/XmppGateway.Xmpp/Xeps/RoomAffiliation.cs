namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0045 §5.2: the lasting relation of somebody to a room.</summary>
public enum RoomAffiliation
{
    None = 0,
    Outcast,
    Member,
    Admin,
    Owner,
}

/// <summary>XEP-0045 §5.1: what somebody may do while they are in a room.</summary>
public enum RoomRole
{
    None = 0,
    Visitor,
    Participant,
    Moderator,
}

/// <summary>The names of both on the wire.</summary>
public static class RoomNames
{
    private static readonly Dictionary<string, RoomAffiliation> Affiliations = Enum.GetValues<RoomAffiliation>().ToDictionary(Of, StringComparer.Ordinal);
    private static readonly Dictionary<string, RoomRole> Roles = Enum.GetValues<RoomRole>().ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(RoomAffiliation affiliation) => affiliation.ToString().ToLowerInvariant();

    public static string Of(RoomRole role) => role.ToString().ToLowerInvariant();

    /// <summary>Null for a name that is none.</summary>
    public static RoomAffiliation? Affiliation(string? name) =>
        name is not null && Affiliations.TryGetValue(name, out var affiliation) ? affiliation : null;

    /// <summary>Null for a name that is none.</summary>
    public static RoomRole? Role(string? name) => name is not null && Roles.TryGetValue(name, out var role) ? role : null;
}
