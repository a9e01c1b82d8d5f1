namespace XmppGateway.Abstractions;

/// <summary>
/// Optional power: users can bring an account of their own on the network. The dialogue appears as registration (XEP-0077), as a command
/// (XEP-0050) and as a conversation with the gateway.
/// </summary>
public interface IOffersLogin
{
    /// <summary>True when nobody can use the network without one.</summary>
    bool LoginRequired { get; }

    /// <summary>The first step of a login. Does nothing yet; its end with <see cref="Step.Done"/> means that the account is stored and used.</summary>
    Step.Ask BeginLogin(Jid user);

    /// <summary>
    /// Forgets the account of a user, with everything that the adapter keeps about it; the engine removes the <see cref="ISecrets"/>
    /// afterwards. Harmless without one.
    /// </summary>
    ValueTask LogoutAsync(Jid user, CancellationToken cancellationToken);
}

/// <summary>
/// Passwords and tokens of users, sealed in the store with a key that is kept outside of it. All members throw
/// <see cref="StateUnavailableException"/> while the store is down.
/// </summary>
public interface ISecrets
{
    /// <summary>The secret, or null: there is none, or its key is gone (which is logged).</summary>
    ValueTask<string?> GetAsync(Jid user, string name, CancellationToken cancellationToken);

    /// <summary>Sets or, with null, removes a secret of at most 16 KiB. Durable when it returns.</summary>
    ValueTask SetAsync(Jid user, string name, string? secret, CancellationToken cancellationToken);
}
