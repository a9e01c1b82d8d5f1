using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Accounts;

/// <summary>What users have chosen. Held in memory for those who are active: asked for on the stanza path.</summary>
internal interface IUserSettings
{
    /// <summary>The settings of a user (bare JID) on a network; the defaults for one who has chosen nothing.</summary>
    /// <exception cref="StoreUnavailableException">Not in memory, and the store is away.</exception>
    ValueTask<UserSettings> FindAsync(string network, Jid user, CancellationToken cancellationToken);

    /// <summary>Remembers the language that a client of the user says, for what they are told unasked. Cheap when it is known.</summary>
    /// <exception cref="StoreUnavailableException">It is another one than before, and the store is away.</exception>
    ValueTask HearAsync(string network, Jid user, string said, CancellationToken cancellationToken);
}
