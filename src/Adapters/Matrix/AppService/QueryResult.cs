namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>Whether a user or a room of our namespace exists.</summary>
internal enum QueryResult
{
    /// <summary>Yes, and the homeserver has it now.</summary>
    Exists,

    Unknown,

    /// <summary>Cannot be told now.</summary>
    Unsure,
}
