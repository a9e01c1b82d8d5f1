namespace XmppGateway.Storage;

/// <summary>What others are told; stored as a number.</summary>
internal enum ErrandKind
{
    /// <summary>A network: whether a contact is blocked, as it is when it is told.</summary>
    Block = 0,

    /// <summary>A network: that a contact is reported.</summary>
    ReportToNetwork = 1,

    /// <summary>An admin: that a contact is reported.</summary>
    ReportToAdmin = 2,
}
