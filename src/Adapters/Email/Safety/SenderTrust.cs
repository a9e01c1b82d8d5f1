namespace XmppGateway.Adapters.Email.Safety;

/// <summary>Whether a mail is from whom it says.</summary>
internal enum SenderTrust
{
    /// <summary>Nobody who is trusted has looked.</summary>
    Unknown = 0,

    /// <summary>The domain of From stands for it.</summary>
    Verified,

    /// <summary>The checks say nothing for it, and nothing against it.</summary>
    Unverified,

    /// <summary>The domain of From says that it is not from there.</summary>
    Failed,
}
