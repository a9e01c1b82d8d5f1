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
    public static string Of(RoomAffiliation affiliation) => affiliation.ToString().ToLowerInvariant();

    public static string Of(RoomRole role) => role.ToString().ToLowerInvariant();

    /// <summary>Null for a name that is none.</summary>
    public static RoomAffiliation? Affiliation(string? name) => Read<RoomAffiliation>(name);

    /// <summary>Null for a name that is none.</summary>
    public static RoomRole? Role(string? name) => Read<RoomRole>(name);

    private static T? Read<T>(string? name)
        where T : struct, Enum =>
        name is { Length: > 0 } && char.IsAsciiLetterLower(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : null;
}
