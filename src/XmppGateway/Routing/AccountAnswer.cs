namespace XmppGateway.Routing;

/// <summary>What an XMPP server let be known about an account.</summary>
internal enum AccountAnswer
{
    /// <summary>Nothing that could be relied on.</summary>
    CannotTell,

    /// <summary>There is such an account.</summary>
    Exists,

    /// <summary>There is none.</summary>
    Missing,
}
