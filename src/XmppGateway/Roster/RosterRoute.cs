using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Roster;

/// <summary>How a contact gets into a user's roster.</summary>
internal enum RosterRoute
{
    /// <summary>The gateway writes it there (XEP-0356): at once, with name and group.</summary>
    Privilege,

    /// <summary>The user's client is asked to (XEP-0144): one question for many contacts.</summary>
    Exchange,

    /// <summary>The contact asks for a subscription (XEP-0100 §4.6): one question for each.</summary>
    Request,
}

/// <summary>The ways in the order of their manners. Pure.</summary>
internal static class RosterRoutes
{
    /// <summary>The best way that is open.</summary>
    /// <param name="privilege">What the user's server grants; null for nothing.</param>
    /// <param name="clientTakesSuggestions">A client of the user is there that knows XEP-0144.</param>
    public static RosterRoute Choose(Privilege? privilege, bool clientTakesSuggestions) =>
        privilege?.Roster.HasFlag(PrivilegeAccess.Set) == true ? RosterRoute.Privilege
        : clientTakesSuggestions ? RosterRoute.Exchange
        : RosterRoute.Request;
}
