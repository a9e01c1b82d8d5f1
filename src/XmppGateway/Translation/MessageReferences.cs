using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Translation;

/// <summary>Finds the message that something is about, from either side's name for it. Knows parts and corrections.</summary>
internal sealed class MessageReferences(IMessageMap map)
{
    /// <summary>The row of a stanza id in a conversation; that of the whole message for one of its parts. Null when it is not known.</summary>
    public async ValueTask<MappedMessage?> FindByStanzaAsync(
        Network network, Jid user, RemoteContact contact, string stanzaId, CancellationToken cancellationToken) =>
        await map.FindByStanzaAsync(network.Name, user.ToString(), contact.Id.Value, stanzaId, cancellationToken)
        ?? (PartIds.WholeOf(stanzaId) is { } whole
            ? await map.FindByStanzaAsync(network.Name, user.ToString(), contact.Id.Value, whole, cancellationToken)
            : null);

    /// <summary>The row of a foreign id in the conversation of an event. Null when it is not known, or was never a stanza.</summary>
    public async ValueTask<MappedMessage?> FindByForeignAsync(
        Network network, GatewayEvent what, RemoteMessageId id, CancellationToken cancellationToken) =>
        await map.FindByForeignAsync(network.Name, what.User.ToString(), what.Contact.Id.Value, id.Value, cancellationToken)
            is { StanzaId.Length: > 0 } row ? row : null;

    /// <summary>The same, and for an edit that of the message which it edits: XEP-0308 and XEP-0444 want that one named.</summary>
    public async ValueTask<MappedMessage?> FindOriginalAsync(
        Network network, GatewayEvent what, RemoteMessageId id, CancellationToken cancellationToken) =>
        await FindByForeignAsync(network, what, id, cancellationToken) is not { } row ? null
        : row.Target is not { } target ? row
        : await FindByForeignAsync(network, what, new RemoteMessageId(target), cancellationToken) is { Target: null } original ? original
        : null;

    /// <summary>The newest message of one direction up to a foreign id.</summary>
    public async ValueTask<MappedMessage?> FindUpToAsync(
        Network network, GatewayEvent what, RemoteMessageId id, bool outgoing, CancellationToken cancellationToken) =>
        await map.FindUpToAsync(network.Name, what.User.ToString(), what.Contact.Id.Value, id.Value, outgoing, cancellationToken);

    /// <summary>The foreign id of the message behind a row, as it was first sent; null when it has none (yet).</summary>
    public static RemoteMessageId? OriginalOf(MappedMessage row) =>
        row is { IsOpen: false, HasFailed: false } && (row.Target ?? row.ForeignId) is { } id ? new RemoteMessageId(LetterLine.LetterOf(id)) : null;

    /// <summary>The same, and for a line of a letter its own id: what changes one line is not to change them all.</summary>
    public static RemoteMessageId? ChangedBy(MappedMessage row) =>
        row is { IsOpen: false, HasFailed: false } && (row.Target ?? row.ForeignId) is { } id ? new RemoteMessageId(id) : null;

    /// <summary>
    /// Which line of a letter of several an edit or a retraction is about, counted from 1; null where it is about all of a foreign message.
    /// </summary>
    public async ValueTask<int?> FindLineAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        if (what is not (Edit or Retraction) || TargetOf(what) is not { } id)
        {
            return null;
        }

        if (LetterLine.IndexOf(id) is { } index)
        {
            return index + 1;
        }

        // The last line goes by the id of the letter: it is one where there are lines before it.
        var before = 0;
        while (await FindByForeignAsync(network, what, LetterLine.Of(new(id), before), cancellationToken) is not null)
        {
            before++;
        }

        return before == 0 ? null : before + 1;
    }

    /// <summary>What is written down about an event that concerns another message; null for a message.</summary>
    public static string? TargetOf(GatewayEvent what) => what switch
    {
        Edit edit => edit.Target.Value,
        Retraction retraction => retraction.Target.Value,
        Reactions reactions => reactions.Target.Value,
        Displayed displayed => displayed.UpTo.Value,
        Undeliverable refusal => refusal.Failed?.Value ?? "",
        _ => null,
    };
}
