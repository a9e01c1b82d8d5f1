namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Who says how an address is written.</summary>
internal enum GroupSpelling
{
    /// <summary>Another one of the people, who is proven or whom nothing speaks against.</summary>
    Other,

    /// <summary>A mail of somebody who is not proven: nobody is shown so.</summary>
    Unproven,

    /// <summary>Whose it is.</summary>
    Own,
}
