namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>Whether a user of our namespace exists.</summary>
internal enum UserQueryResult
{
    /// <summary>Yes, and is registered at the homeserver now.</summary>
    Exists,

    Unknown,

    /// <summary>Cannot be told now.</summary>
    Unsure,
}
