using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>
/// Makes an event of a user's message stanza, in the form that the contact's network takes. A stanza is one event: a retraction before
/// reactions, those before a correction, and that before a new message.
/// </summary>
internal sealed class MessageIntake(MessageReferences references, IUserSettings settings, IFileTranslation files, TimeProvider time)
{
    /// <summary>Clients nearly always give a message one id for both; of the others their newest messages are enough.</summary>
    private const int RememberedOrigins = 10_000;

    private readonly Languages _languages = new(settings);
    private readonly BoundedCache<(string Network, Jid User, RemoteUserId Contact, string Origin), string> _origins = new(RememberedOrigins);

    /// <summary>What a stanza is about, before anything is looked up.</summary>
    internal abstract record Content;

    internal sealed record Nothing : Content;

    private sealed record TakenBack(string Id) : Content;

    private sealed record Reacted(string Id, Sequence<string> Emoji) : Content;

    private sealed record Corrected(string Id, string Body) : Content;

    private sealed record Written(CarriedFiles Carried) : Content;

    /// <summary>Reads a stanza. What nobody could send is refused here.</summary>
    /// <exception cref="StanzaErrorException">The content is refused.</exception>
    public Content Read(Stanza stanza)
    {
        var body = StanzaToEvent.BodyOf(stanza);
        if (Encryption.Of(stanza, body) == EncryptionKind.Text)
        {
            throw Refusal(StanzaConditions.NotAcceptable, RefusalTexts.Encrypted);
        }

        if (MessageRetraction.Find(stanza) is { } retracted)
        {
            // XEP-0424 §3: a body is there for those who do not know it.
            return new TakenBack(retracted);
        }

        if (MessageReactions.Find(stanza) is { } reactions && (body is null || Fallback.IsWhole(stanza, Namespaces.Reactions)))
        {
            // One that is left out would be one that its author believes to be there.
            return reactions.Values.All(Emoji.IsSingle)
                ? new Reacted(reactions.Id, [.. reactions.Values.Distinct(StringComparer.Ordinal)])
                : throw Refusal(StanzaConditions.NotAcceptable, RefusalTexts.NoEmoji);
        }

        if (body?.Length > StanzaToEvent.MaximumBody)
        {
            throw Refusal(StanzaConditions.PolicyViolation, RefusalTexts.TooLong(StanzaToEvent.MaximumBody));
        }

        // Before corrections: the link to an encrypted file holds its key (XEP-0454), and is refused in them as well.
        var carried = files.Read(stanza, body);
        if (Correction.Find(stanza) is { } corrected)
        {
            // No network replaces one file by another: a correction that brings some is a message of its own.
            return carried.Files.Count > 0 ? new Written(carried)
                : body is null ? new Nothing()
                : new Corrected(corrected, body);
        }

        // RFC 6121 §5.2.4: a subject is text for people. In a room it alone is that of the room (XEP-0045 §8.1).
        return carried is not { Body: null, Files.Count: 0 } ? new Written(carried)
            : stanza.Type != "groupchat" && StanzaToEvent.SubjectOf(stanza) is { } subject ? new Written(carried with { Body = subject })
            : new Nothing();
    }

    /// <summary>The event to send.</summary>
    /// <exception cref="StanzaErrorException">The network does not take it.</exception>
    public async ValueTask<GatewayEvent> TranslateAsync(
        Stanza stanza, Content content, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var user = stanza.From!.Bare;
        if (stanza.Id is { Length: > 0 } given && OriginId.Find(stanza) is { Length: > 0 } origin && origin != given)
        {
            _origins.Set((network.Name, user, contact.Id, origin), given);
        }

        var at = StanzaToEvent.TimeOf(stanza, time.GetUtcNow());
        GatewayEvent what = content switch
        {
            Written written => await WriteAsync(stanza, written, network, contact, cancellationToken),
            Corrected corrected => await CorrectAsync(stanza, corrected, network, contact, cancellationToken),
            TakenBack takenBack => new Retraction
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Target = await FindOwnAsync(stanza, takenBack.Id, network, contact, cancellationToken)
                    ?? throw Refusal(StanzaConditions.Forbidden, RefusalTexts.NotYours),
            },
            Reacted reacted => new Reactions
            {
                User = user,
                Contact = contact,
                Timestamp = at,
                Target = await FindReactedAsync(stanza, reacted.Id, network, contact, cancellationToken),
                Emoji = reacted.Emoji,
            },
            _ => throw new InvalidOperationException($"{content.GetType().Name} is not sent."),
        };
        return await FitAsync(what, network, stanza, cancellationToken);
    }

    /// <summary>XEP-0184 §7: the client asks for a receipt, and the user wants any.</summary>
    public async ValueTask<bool> WantsReceiptAsync(Stanza stanza, Network network, CancellationToken cancellationToken) =>
        StanzaToEvent.WantsReceipt(stanza) && (await settings.FindAsync(network.Name, stanza.From!.Bare, cancellationToken)).Receipts;

    /// <summary>XEP-0333: what the user has displayed, where that means something to the network and the user wants it told.</summary>
    public async ValueTask<Displayed?> FindDisplayedAsync(
        Stanza stanza, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var user = stanza.From!.Bare;
        if (ChatMarkers.DisplayedId(stanza) is not { } id
            || !network.CapabilitiesOf(contact).DisplayMarkers
            || !(await settings.FindAsync(network.Name, user, cancellationToken)).ReadMarkers
            || await references.FindByStanzaAsync(network, user, contact, id, cancellationToken) is not { Outgoing: false } row
            || (row.ForeignId ?? row.Target) is not { } newest)
        {
            return null;
        }

        return new Displayed { User = user, Contact = contact, Timestamp = time.GetUtcNow(), UpTo = new RemoteMessageId(newest) };
    }

    private async ValueTask<Message> WriteAsync(
        Stanza stanza, Written written, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var user = stanza.From!.Bare;
        var replyTo = await FindRepliedAsync(stanza, network, contact, cancellationToken);
        var carried = replyTo is not null && StanzaToEvent.BodyOf(stanza) is { } body
            ? files.Read(stanza, ReplyFallback.Remove(stanza, body))
            : written.Carried;
        return StanzaToEvent.Message(stanza, carried, user, contact, network.CapabilitiesOf(contact), replyTo, time.GetUtcNow());
    }

    /// <summary>XEP-0308 §4: only what the user has sent can be corrected; what claims to correct something else is a new message.</summary>
    private async ValueTask<GatewayEvent> CorrectAsync(
        Stanza stanza, Corrected corrected, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var replyTo = await FindRepliedAsync(stanza, network, contact, cancellationToken);
        var edit = new Edit
        {
            User = stanza.From!.Bare,
            Contact = contact,
            Timestamp = StanzaToEvent.TimeOf(stanza, time.GetUtcNow()),
            Target = await FindOwnAsync(stanza, corrected.Id, network, contact, cancellationToken) ?? default,
            Body = StanzaToEvent.TextOf(
                stanza, replyTo is null ? corrected.Body : ReplyFallback.Remove(stanza, corrected.Body), network.CapabilitiesOf(contact)),
        };
        return edit.Target == default ? LateReferences.NewMessage(edit) : edit;
    }

    private async ValueTask<RemoteMessageId?> FindRepliedAsync(
        Stanza stanza, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (!network.CapabilitiesOf(contact).Replies || StanzaToEvent.ReplyIdOf(stanza) is not { } named)
        {
            return null;
        }

        var id = IdOf(stanza, named, network, contact);
        if (await references.FindByStanzaAsync(network, stanza.From!.Bare, contact, id, cancellationToken) is not { HasFailed: false } row)
        {
            return null;
        }

        return row.IsOpen ? LateReference.To(id) : MessageReferences.OriginalOf(row);
    }

    /// <summary>The message of the user with this stanza id; null when it is the contact's.</summary>
    private async ValueTask<RemoteMessageId?> FindOwnAsync(
        Stanza stanza, string named, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var id = IdOf(stanza, named, network, contact);
        var row = await references.FindByStanzaAsync(network, stanza.From!.Bare, contact, id, cancellationToken);
        return row is { Outgoing: false } ? null
            : row is not null && MessageReferences.ChangedBy(row) is { } known ? known
            : LateReference.To(id);
    }

    /// <summary>What is not known may not be committed yet, or is on its way: its lane knows.</summary>
    private async ValueTask<RemoteMessageId> FindReactedAsync(
        Stanza stanza, string named, Network network, RemoteContact contact, CancellationToken cancellationToken)
    {
        var id = IdOf(stanza, named, network, contact);
        var row = await references.FindByStanzaAsync(network, stanza.From!.Bare, contact, id, cancellationToken);
        return row is not null && MessageReferences.OriginalOf(row) is { } known ? known : LateReference.To(id);
    }

    /// <summary>XEP-0461 §4.1: a reply names a message by its origin id (XEP-0359) where it has one. The id under which we know it.</summary>
    private string IdOf(Stanza stanza, string named, Network network, RemoteContact contact) =>
        _origins.TryGet((network.Name, stanza.From!.Bare, contact.Id, named), out var id) ? id! : named;

    private async ValueTask<GatewayEvent> FitAsync(GatewayEvent what, Network network, Stanza stanza, CancellationToken cancellationToken)
    {
        var capabilities = network.CapabilitiesOf(what.Contact);
        if (what is Message { Attachments.Count: 0 } && !capabilities.NoReply)
        {
            return what;
        }

        var language = await _languages.FindAsync(network.Name, stanza, cancellationToken);
        var outcome = OutgoingFallback.Fit(what, capabilities, language);
        return outcome.What is null ? throw Refusal(outcome.Condition, outcome.Refusal!)
            : await references.FindLineAsync(network, what, cancellationToken) is { } line ? OutgoingFallback.ForLine(what, line, language)
            : outcome.What;
    }

    private static StanzaErrorException Refusal(string condition, LocalText text) => new(StanzaError.Of(condition, text));
}
