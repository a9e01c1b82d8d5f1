using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>What people of a network say in an XMPP room, as stanzas of their own occupants.</summary>
internal sealed class PortalStanzas(IPortalStore store, IMessageMap map, IFileTranslation files, TimeProvider time)
{
    /// <summary>The stanzas of an event, in order; null when it is about a message that is not known in the room.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="seat">Who speaks.</param>
    /// <param name="what">What is said.</param>
    /// <param name="id">The id that was chosen for it: the same again gives the same stanzas.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<IReadOnlyList<Stanza>?> WriteAsync(
        Portal portal, Seat seat, RoomEvent what, string id, CancellationToken cancellationToken)
    {
        var frame = new Frame(seat.Self, portal.Room, id, time.GetUtcNow());
        IReadOnlyList<Stanza>? stanzas = what switch
        {
            RoomMessage message => await SayAsync(portal, message, frame, cancellationToken),
            RoomEdit edit => await CorrectAsync(portal, edit, frame, cancellationToken),
            RoomRetraction retraction => await RetractAsync(portal, retraction, frame, cancellationToken),
            RoomReactions reactions => await ReactAsync(portal, reactions, frame, cancellationToken),
            RoomSubjectChange change => [Subject(change, frame)],
            _ => [],
        };
        foreach (var stanza in stanzas ?? [])
        {
            stanza.Type = "groupchat";
        }

        return stanzas;
    }

    /// <summary>How the room calls a message of the network's room; null when it does not know it.</summary>
    public async ValueTask<PortalMessageRow?> FindAsync(Portal portal, RemoteMessageId id, CancellationToken cancellationToken)
    {
        if (await store.FindPortalForeignAsync(portal.Row.Id, id.Value, cancellationToken) is [var own, ..])
        {
            return own;
        }

        var mapped = await map.FindByForeignAsync(portal.Network.Name, portal.Room.ToString(), portal.Row.RemoteId, id.Value, cancellationToken);
        return mapped is { Target: null } ? await store.FindPortalArchivedAsync(portal.Row.Id, mapped.StanzaId, cancellationToken) : null;
    }

    private async ValueTask<IReadOnlyList<Stanza>> SayAsync(Portal portal, RoomMessage message, Frame frame, CancellationToken cancellationToken)
    {
        var single = new Message
        {
            User = portal.Room,
            Contact = message.By,
            Timestamp = message.Timestamp,
            Body = message.Body,
            Attachments = message.Attachments,
            Kind = message.Kind,
            Thread = message.Thread,
            Id = message.Id,
            Remarks = message.Remarks,
        };
        var shown = message.Attachments.Count == 0 ? null : await files.ShowAsync(portal.Network, single, frame.Id, cancellationToken);
        MessageStanzas.Answered? answer = message.ReplyTo is { } replyTo && await FindAsync(portal, replyTo, cancellationToken) is { } row
            ? new MessageStanzas.Answered(PortalReader.NameOf(row), portal.Room.WithResource(OccupantNames.NickIn(row)))
            : null;
        var remarks = message.Remarks.Count == 0 ? null : MessageTexts.Remarks(message.Remarks, null, portal.Language);
        return MessageStanzas.Build(single, frame, new MessageStanzas.Company(answer, shown, Remarks: remarks));
    }

    private async ValueTask<IReadOnlyList<Stanza>> CorrectAsync(Portal portal, RoomEdit edit, Frame frame, CancellationToken cancellationToken)
    {
        var rows = await store.FindPortalForeignAsync(portal.Row.Id, edit.Target.Value, cancellationToken);
        if (rows.Count == 0)
        {
            // XEP-0308 §4: what is not known can only be said again.
            return [MessageStanzas.Chat(frame.From, frame.To, frame.Id, MessageTexts.Corrected(BodyText.Clean(edit.Body.Plain)).In(portal.Language))];
        }

        if (rows[0].OccupantId != edit.By.Id.Value)
        {
            return [];
        }

        var ids = rows.Select(row => row.StanzaId).ToHashSet(StringComparer.Ordinal);
        var parts = Enumerable.Range(1, ids.Count).TakeWhile(part => ids.Contains(PartIds.Of(rows[0].StanzaId, part))).Count();
        var original = new MappedMessage(portal.Network.Name, "", "", rows[0].StanzaId, edit.Target.Value, false, null, edit.Timestamp) { TextParts = parts };
        return ChangeStanzas.Edit(
            new Edit { User = portal.Room, Contact = edit.By, Timestamp = edit.Timestamp, Target = edit.Target, Body = edit.Body }, original, frame);
    }

    /// <summary>XEP-0424, of one's own message; that of somebody else is the room's to take away (<see cref="PortalOrders"/>).</summary>
    private async ValueTask<IReadOnlyList<Stanza>?> RetractAsync(Portal portal, RoomRetraction retraction, Frame frame, CancellationToken cancellationToken)
    {
        var rows = await store.FindPortalForeignAsync(portal.Row.Id, retraction.Target.Value, cancellationToken);
        if (rows.Count == 0)
        {
            return null;
        }

        var stanzas = new List<Stanza>();
        foreach (var row in rows)
        {
            var stanza = MessageStanzas.Bodiless(frame.From, frame.To, PartIds.Of(frame.Id, stanzas.Count + 1));
            stanza.Body = MessageTexts.RetractedFallback(null).In(portal.Language);
            foreach (var payload in MessageRetraction.Create(PortalReader.NameOf(row)))
            {
                stanza.Payloads.Add(payload);
            }

            stanzas.Add(stanza.With(Fallback.Whole(Namespaces.Retraction)).With(Hints.Store()));
        }

        return stanzas;
    }

    private async ValueTask<IReadOnlyList<Stanza>?> ReactAsync(Portal portal, RoomReactions reactions, Frame frame, CancellationToken cancellationToken)
    {
        if (await FindAsync(portal, reactions.Target, cancellationToken) is not { } row)
        {
            return null;
        }

        var set = new Reactions
        {
            User = portal.Room,
            Contact = reactions.By,
            Timestamp = reactions.Timestamp,
            Target = reactions.Target,
            Emoji = reactions.Emoji,
        };
        var original = new MappedMessage(portal.Network.Name, "", "", PortalReader.NameOf(row), null, false, null, reactions.Timestamp);
        return [ChangeStanzas.Reactions(set, original, frame)];
    }

    private static Stanza Subject(RoomSubjectChange change, Frame frame)
    {
        var stanza = MessageStanzas.Bodiless(frame.From, frame.To, frame.Id);
        stanza.Payloads.Insert(0, new XElement(Namespaces.Component + "subject", BodyText.Clean(change.Subject.Text)));
        return stanza;
    }
}
