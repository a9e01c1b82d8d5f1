using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>The language to answer a person in: what they chose, else what their client says, else what it said last, else English.</summary>
internal sealed class Languages(IUserSettings settings)
{
    /// <summary>One of <see cref="LocalText.Languages"/>. Never fails: while the store is away, what the client says counts.</summary>
    /// <param name="said">The <c>xml:lang</c> of what is answered.</param>
    public async ValueTask<string> FindAsync(string network, Jid user, string? said, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = await settings.FindAsync(network, user.Bare, cancellationToken);
            return LocalText.LanguageOf(chosen.Language ?? said ?? chosen.HeardLanguage);
        }
        catch (StoreUnavailableException)
        {
            return LocalText.LanguageOf(said);
        }
    }

    /// <summary>
    /// Remembers what language a client says (RFC 6120 §8.1.5), in what somebody does: answers and questions of programs say nothing about a
    /// person. Never fails: while the store is away, what was known counts.
    /// </summary>
    public async ValueTask HearAsync(string network, Stanza stanza, CancellationToken cancellationToken)
    {
        if (stanza is not { Lang: { Length: > 0 } said, From: { Local: not null } user }
            || stanza is { Type: "error" } or { Kind: StanzaKind.Iq, Type: not "set" } or { Kind: StanzaKind.Presence, Type: not (null or "subscribe") })
        {
            return;
        }

        try
        {
            await settings.HearAsync(network, user.Bare, said, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The next stanza says it again.
        }
    }

    /// <inheritdoc cref="FindAsync(string, Jid, string?, CancellationToken)"/>
    public ValueTask<string> FindAsync(string network, Stanza answered, CancellationToken cancellationToken) =>
        answered.From is { } user
            ? FindAsync(network, user, answered.Lang, cancellationToken)
            : ValueTask.FromResult(LocalText.LanguageOf(answered.Lang));
}
