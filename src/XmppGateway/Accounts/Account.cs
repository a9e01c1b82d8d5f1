namespace XmppGateway.Accounts;

/// <summary>One user on one network.</summary>
/// <param name="RegisteredAt">Null for somebody who has not registered.</param>
/// <param name="Settings">What they have chosen; the defaults where they have not.</param>
internal sealed record Account(DateTimeOffset? RegisteredAt, UserSettings Settings)
{
    /// <summary>Somebody of whom nothing is known.</summary>
    public static Account Nobody { get; } = new(null, UserSettings.Default);

    /// <summary>True where the store keeps something of them: an account, or what they have chosen without one.</summary>
    public bool IsKept => !ReferenceEquals(this, Nobody);

    public bool IsRegistered => RegisteredAt is not null;
}
