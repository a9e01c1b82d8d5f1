namespace XmppGateway.Commands;

/// <summary>Who may use a command. The operator's rules on who may use the gateway at all hold besides.</summary>
internal enum Audience
{
    /// <summary>Everybody who may use the gateway.</summary>
    Everyone = 0,

    /// <summary>Those who can use the network: registered, or on a network that needs no registration.</summary>
    Users,

    /// <summary>Those whom the operator lists in <c>Access:Admins</c>.</summary>
    Admins,
}
