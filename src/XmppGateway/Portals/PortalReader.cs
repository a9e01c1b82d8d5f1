using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>
/// Understands what is said in an XMPP room. Messages are named by the id that the room gave them (XEP-0359), or by their author's where it gives
/// none; corrections name the author's (XEP-0308).
/// </summary>
internal sealed class PortalReader(IPortalStore store, IFileTranslation files, TimeProvider time)
{
    /// <summary>Before an id that the room did not give: no room gives one with a control character.</summary>
    private const char OwnMark = '\u0001';

    /// <summary>The id by which a message is known for good, the same live, in the history and from the archive.</summary>
    public static string ArchiveIdOf(Portal portal, Stanza stanza, string? archived)
    {
        if ((archived ?? OriginId.FindAssigned(stanza, portal.Room)) is { Length: > 0 } id)
        {
            return id;
        }

        var said = stanza.Id is { Length: > 0 } own
            ? $"id {stanza.From} {own}"
            : $"at {stanza.From} {Delay.Find(stanza)?.UtcTicks} {stanza.Body}";
        return OwnMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)).AsSpan(0, 16));
    }

    /// <summary>How others in the room call a message: by the room's id, or by its author's where there is none.</summary>
    public static string NameOf(PortalMessageRow row) => row.ArchiveId is [not OwnMark, ..] id ? id : row.StanzaId;

    /// <summary>What a message of somebody says; null when it says nothing to the network.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="stanza">The message, from the room or somebody in it.</param>
    /// <param name="at">When it was said; null for now.</param>
    /// <param name="capabilities">What the network takes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<GatewayEvent?> ReadAsync(
        Portal portal, Stanza stanza, DateTimeOffset? at, Capabilities capabilities, CancellationToken cancellationToken)
    {
        var when = at ?? StanzaToEvent.TimeOf(stanza, time.GetUtcNow());
        if (stanza.From!.Resource is null)
        {
            // XEP-0425 §4: only the room itself takes messages of others away.
            return MessageModeration.FindAnnounced(stanza) is { } moderated && await TargetOfAsync(portal, moderated.Id, cancellationToken) is { } gone
                ? new Retraction { User = portal.Room, Contact = portal.Contact, Timestamp = when, Target = gone, Reason = moderated.Reason }
                : null;
        }

        if (MessageRetraction.Find(stanza) is { } retracted)
        {
            return await OwnRowAsync(portal, stanza, retracted, cancellationToken) is { } row
                ? new Retraction { User = Author(portal, row), Contact = portal.Contact, Timestamp = when, Target = Reference(row) }
                : null;
        }

        var body = StanzaToEvent.BodyOf(stanza);
        if (MessageReactions.Find(stanza) is { } reactions && (body is null || Fallback.IsWhole(stanza, Namespaces.Reactions)))
        {
            return await TargetOfAsync(portal, reactions.Id, cancellationToken) is { } target
                ? new Reactions
                {
                    User = stanza.From,
                    Contact = portal.Contact,
                    Timestamp = when,
                    Target = target,
                    Emoji = [.. reactions.Values.Distinct(StringComparer.Ordinal).Where(Emoji.IsSingle)],
                }
                : null;
        }

        if (Encryption.Of(stanza, body) is var hidden and not EncryptionKind.None)
        {
            return hidden == EncryptionKind.KeysOnly ? null : Say(portal, stanza, new RichText(PortalTexts.Encrypted.In(portal.Language)), when) with { Kind = MessageKind.Notice };
        }

        return await SayAsync(portal, stanza, body, when, capabilities, cancellationToken);
    }

    private async ValueTask<GatewayEvent?> SayAsync(
        Portal portal, Stanza stanza, string? body, DateTimeOffset when, Capabilities capabilities, CancellationToken cancellationToken)
    {
        var replyTo = StanzaToEvent.ReplyIdOf(stanza) is { } id ? await TargetOfAsync(portal, id, cancellationToken) : null;
        body = body is not null && replyTo is not null ? ReplyFallback.Remove(stanza, body) : body;
        body = body is { Length: > StanzaToEvent.MaximumBody } ? body[..StanzaToEvent.MaximumBody] : body;
        if (Correction.Find(stanza) is { } corrected && body is not null
            && await OwnRowAsync(portal, stanza, corrected, cancellationToken) is { } original)
        {
            var text = StanzaToEvent.TextOf(stanza, body, capabilities);
            return new Edit
            {
                User = Author(portal, original),
                Contact = portal.Contact,
                Timestamp = when,
                Target = Reference(original),
                Body = OccupantNames.IsByRoom(original) ? OccupantNames.Named(OccupantNames.NickIn(original), text) : text,
            };
        }

        CarriedFiles carried;
        try
        {
            carried = files.Read(stanza, body);
        }
        catch (StanzaErrorException)
        {
            // A file that cannot be understood: its words still are.
            carried = new CarriedFiles(body, []);
        }

        return carried is { Body: null, Files.Count: 0 }
            ? null
            : StanzaToEvent.Message(stanza, carried, stanza.From!, portal.Contact, capabilities, replyTo, time.GetUtcNow()) with
            {
                Timestamp = when,
                Subject = null,
            };
    }

    private static Message Say(Portal portal, Stanza stanza, RichText text, DateTimeOffset when) =>
        new() { User = stanza.From!, Contact = portal.Contact, Timestamp = when, Body = text };

    /// <summary>The message of the same author; XEP-0421 tells who that is where there are occupant ids, and else the name does.</summary>
    private async ValueTask<PortalMessageRow?> OwnRowAsync(Portal portal, Stanza stanza, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(portal, id, cancellationToken) is not { ForeignId: null } row)
        {
            return null;
        }

        var same = row.OccupantId is { } known && OccupantId.Find(stanza) is { } occupant ? known == occupant : OccupantNames.NickIn(row) == stanza.From!.Resource;
        return same ? row : null;
    }

    private async ValueTask<RemoteMessageId?> TargetOfAsync(Portal portal, string id, CancellationToken cancellationToken) =>
        await FindAsync(portal, id, cancellationToken) is { } row ? Reference(row) : null;

    private async ValueTask<PortalMessageRow?> FindAsync(Portal portal, string id, CancellationToken cancellationToken) =>
        await store.FindPortalArchivedAsync(portal.Row.Id, id, cancellationToken)
        ?? await store.FindPortalStanzaAsync(portal.Row.Id, id, cancellationToken);

    /// <summary>Its foreign id; of what was said in the XMPP room it is known when its turn in the outbox has come.</summary>
    private static RemoteMessageId Reference(PortalMessageRow row) =>
        row.ForeignId is { Length: > 0 } known ? new RemoteMessageId(known) : LateReference.To(row.ArchiveId ?? row.StanzaId);

    /// <summary>The author as the network knows them: by the name that they had when they wrote, or the room where that has said it for them.</summary>
    private static Jid Author(Portal portal, PortalMessageRow row) => OccupantNames.IsByRoom(row) ? portal.Room : portal.Room.WithResource(row.Nick);
}
