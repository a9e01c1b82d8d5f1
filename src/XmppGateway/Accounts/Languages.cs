using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>The language to answer a person in: what they chose, else what their client says, else English.</summary>
internal sealed class Languages(IUserSettings settings)
{
    /// <summary>One of <see cref="LocalText.Languages"/>. Never fails: while the store is away, what the client says counts.</summary>
    /// <param name="said">The <c>xml:lang</c> of what is answered.</param>
    public async ValueTask<string> FindAsync(string network, Jid user, string? said, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = await settings.FindAsync(network, user.Bare, cancellationToken);
            return LocalText.LanguageOf(chosen.Language ?? said);
        }
        catch (StoreUnavailableException)
        {
            return LocalText.LanguageOf(said);
        }
    }

    /// <inheritdoc cref="FindAsync(string, Jid, string?, CancellationToken)"/>
    public ValueTask<string> FindAsync(string network, Stanza answered, CancellationToken cancellationToken) =>
        answered.From is { } user
            ? FindAsync(network, user, answered.Lang, cancellationToken)
            : ValueTask.FromResult(LocalText.LanguageOf(answered.Lang));
}
