using System.Collections.Concurrent;
using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// Who writes under an account of their own: the name is a note, the token a secret. Both are read once for each user and tenure, so
/// that a message costs no look-up.
/// </summary>
internal sealed class ExampleAccounts(IAdapterContext context)
{
    private const string Token = "token";
    private readonly ConcurrentDictionary<Jid, string> _names = new();

    /// <summary>The account of a user; null for a guest.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<string?> NameAsync(Jid user, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue(user, out var name))
        {
            // Who has no token cannot use the account.
            name = await context.State.GetAsync(NoteOf(user), cancellationToken) is { } note
                && await context.Secrets.GetAsync(user, Token, cancellationToken) is not null ? note : "";
            _names[user] = name;
        }

        return name.Length == 0 ? null : name;
    }

    /// <summary>From now on the user writes under this account.</summary>
    public async ValueTask KeepAsync(Jid user, string name, string token, CancellationToken cancellationToken)
    {
        // First the secret: a note without it would be an account that cannot be used.
        await context.Secrets.SetAsync(user, Token, token, cancellationToken);
        await context.State.SetAsync(NoteOf(user), name, cancellationToken);
        _names[user] = name;
    }

    /// <summary>The user is a guest again. The engine removes the secrets.</summary>
    public async ValueTask ForgetAsync(Jid user, CancellationToken cancellationToken)
    {
        await context.State.SetAsync(NoteOf(user), null, cancellationToken);
        _names.TryRemove(user, out _);
    }

    private static string NoteOf(Jid user) => $"account/{user}";
}
