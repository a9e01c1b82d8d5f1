using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>
/// What a user did elsewhere, as the contact tells it in words: for stanzas in the user's own name that their server has refused after all
/// (XEP-0356 §5.3).
/// </summary>
internal sealed class ToldElsewhere(IUserSettings settings)
{
    private readonly Languages _languages = new(settings);

    /// <summary>The words; null for what is nothing to read, as a read mark.</summary>
    /// <param name="network">The name of the network.</param>
    /// <param name="refused">From the user, to the contact.</param>
    public async ValueTask<Stanza?> TellAsync(string network, Stanza refused, CancellationToken cancellationToken)
    {
        var user = refused.From!.Bare;
        return InWords(refused, user, await _languages.FindAsync(network, user, null, cancellationToken));
    }

    private static Stanza? InWords(Stanza refused, Jid user, string language)
    {
        LocalText? words = refused switch
        {
            _ when MessageRetraction.Find(refused) is not null => MessageTexts.RetractedElsewhere,
            _ when MessageReactions.Find(refused) is { Values.Count: > 0 } reactions => MessageTexts.ReactedElsewhere(string.Join(' ', reactions.Values)),
            { Body: { } body } when Correction.Find(refused) is not null => MessageTexts.CorrectedElsewhere(body),
            { Body: { } body } => MessageTexts.WroteElsewhere(body),
            _ => null,
        };
        if (words is null)
        {
            return null;
        }

        // The same id: what is known of the message stays known.
        var told = MessageStanzas.Chat(refused.To!.Bare, user, refused.Id!, words.In(language));
        if (words == MessageTexts.RetractedElsewhere || refused.Body is null)
        {
            // Nobody's words but the gateway's: of these the language is known.
            told.Lang = language;
        }

        if (Delay.Find(refused) is { } at)
        {
            told.Payloads.Add(Delay.Create(at, told.From!));
        }

        return told;
    }
}
