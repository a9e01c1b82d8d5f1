namespace XmppGateway.Xmpp.Xeps;

/// <summary>The status codes of XEP-0045 §15.6 that rooms send.</summary>
public static class RoomStatus
{
    /// <summary>Everybody sees everybody's address.</summary>
    public const int NonAnonymous = 100;

    /// <summary>The room's configuration has changed, not its privacy.</summary>
    public const int ConfigurationChanged = 104;

    /// <summary>This is about the one who gets it.</summary>
    public const int Self = 110;

    /// <summary>The room has chosen, or changed, the name.</summary>
    public const int Created = 201;
    public const int NickAssigned = 210;

    /// <summary>Put out for good.</summary>
    public const int Banned = 301;

    /// <summary>Has another name from now on.</summary>
    public const int NickChanged = 303;

    /// <summary>Put out.</summary>
    public const int Removed = 307;

    /// <summary>Out because of another affiliation.</summary>
    public const int AffiliationLost = 321;

    /// <summary>Out because the room is for its members only from now on.</summary>
    public const int MembersOnlyNow = 322;

    /// <summary>Out because the service stops.</summary>
    public const int ShuttingDown = 332;

    /// <summary>Out for a technical reason.</summary>
    public const int Technical = 333;
}
