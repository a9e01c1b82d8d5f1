using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>The names that users have given themselves and allowed to be given away: what a mail says beside the user's address.</summary>
internal sealed class UserNames(IAdapterState state)
{
    private const int Longest = 100;

    /// <summary>The user as the author of a mail: the own name, unless it pretends to be another address, else the name in the JID.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<Mailbox> AuthorAsync(Jid user, EmailAddress address, CancellationToken cancellationToken) =>
        new(ShownNames.Of(await state.GetAsync(KeyOf(user), cancellationToken), address) ?? user.Local, ToMail.Spell(address));

    /// <summary>Notes a new name; null forgets it.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask SetAsync(Jid user, string? name, CancellationToken cancellationToken) =>
        state.SetAsync(KeyOf(user), string.IsNullOrWhiteSpace(name) ? null : name.Length <= Longest ? name : name[..Longest], cancellationToken);

    private static string KeyOf(Jid user) => $"name {user.Bare}";
}
