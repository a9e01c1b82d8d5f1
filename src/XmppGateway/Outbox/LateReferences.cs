using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// Puts foreign ids in the place of late references when their lane comes to them: the messages before them have come to their end by then.
/// </summary>
internal sealed class LateReferences(IMessageMap map, IUserSettings settings)
{
    private readonly MessageReferences _references = new(map);
    private readonly Languages _languages = new(settings);

    /// <summary>True for the few events that need it.</summary>
    public static bool IsIn(GatewayEvent what) => ReferenceOf(what) is { } id && LateReference.StanzaIdOf(id) is not null;

    /// <summary>The event as it can be sent; or how it ends without being sent.</summary>
    public async Task<(GatewayEvent What, DeliveryResult? End)> ResolveAsync(
        Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        var stanzaId = ReferenceOf(what) is { } id ? LateReference.StanzaIdOf(id) : null;
        if (stanzaId is null)
        {
            return (what, null);
        }

        var row = await _references.FindByStanzaAsync(network, what.User.Bare, what.Contact, stanzaId, cancellationToken);
        var target = row is null ? null : what is Edit or Retraction ? MessageReferences.ChangedBy(row) : MessageReferences.OriginalOf(row);
        return (what, target) switch
        {
            (Message message, _) => (message with { ReplyTo = target }, null),
            (Edit edit, { } known) when row!.Outgoing => (edit with { Target = known }, null),

            // The message never arrived: now it does, as it was meant.
            (Edit edit, _) => (NewMessage(edit), null),
            (Retraction retraction, { } known) when row!.Outgoing => (retraction with { Target = known }, null),
            (Retraction, _) when row is { HasFailed: true } => (what, new DeliveryResult.Delivered(null)),
            (Reactions reactions, { } known) => (reactions with { Target = known }, null),
            _ => (what, new DeliveryResult.Rejected(RefusalTexts.UnknownMessage, FailureCondition.NoSuchRecipient)),
        };
    }

    /// <summary>
    /// What changes a message that has gone already, as the contact's network takes it. Not before: until it has gone, the change is made in it.
    /// </summary>
    public async Task<GatewayEvent> InWordsAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        var line = await _references.FindLineAsync(network, what, cancellationToken);
        var language = await LanguageAsync(network, what, cancellationToken);
        return line is { } one
            ? OutgoingFallback.ForLine(what, one, language)
            : OutgoingFallback.InWords(what, network.CapabilitiesOf(what.Contact), language);
    }

    /// <summary>An edit as the message that it stands for.</summary>
    public static Message NewMessage(Edit edit) => new()
    {
        User = edit.User,
        Contact = edit.Contact,
        Timestamp = edit.Timestamp,
        Body = edit.Body,
    };

    private static RemoteMessageId? ReferenceOf(GatewayEvent what) => what switch
    {
        Message message => message.ReplyTo,
        Edit edit => edit.Target,
        Retraction retraction => retraction.Target,
        Reactions reactions => reactions.Target,
        _ => null,
    };

    /// <summary>The language that the user chose, or that their client said last. Never fails.</summary>
    public async Task<string?> LanguageAsync(Network network, GatewayEvent what, CancellationToken cancellationToken) =>
        await _languages.FindAsync(network.Name, what.User, null, cancellationToken);

    /// <summary>Whether the user wants read marks to pass, both ways.</summary>
    public async Task<bool> WantsReadMarkersAsync(Network network, GatewayEvent what, CancellationToken cancellationToken) =>
        (await settings.FindAsync(network.Name, what.User.Bare, cancellationToken)).ReadMarkers;
}
