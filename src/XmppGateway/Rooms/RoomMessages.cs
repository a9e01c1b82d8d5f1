using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What was said in a room, as stanzas: the same for everybody, live and from the archive. The room's id of a message (XEP-0359) is its id in
/// the archive, and that is its foreign id.
/// </summary>
internal sealed class RoomMessages(IRoomArchive archive, IFileTranslation files, TimeProvider time)
{
    /// <summary>
    /// The stanzas of an archived event, from <paramref name="room"/> and whoever spoke, to <paramref name="to"/>; usually one, more where a text is
    /// too long for one or came with files. Empty for what cannot be shown any more.
    /// </summary>
    /// <param name="hosted">The room.</param>
    /// <param name="archived">The event.</param>
    /// <param name="room">The room's JID for who gets it.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<IReadOnlyList<Stanza>> WriteAsync(
        HostedRoom hosted, ArchivedEvent archived, Jid room, Jid to, CancellationToken cancellationToken)
    {
        var from = room.WithResource(archived.Nick);
        if (archived.IsRetracted && archived.Kind != ArchivedKind.Message)
        {
            return [];
        }

        if (archived.IsRetracted)
        {
            // XEP-0424 §5.1: what is left of it.
            return [Finish(Bare(from, to, archived.Id).With(Tombstone(archived)), hosted, archived, room, 0)];
        }

        IReadOnlyList<Stanza> stanzas = EventJson.DeserializeAny(archived.Payload) switch
        {
            RoomMessage message => await SayAsync(hosted, message, from, to, cancellationToken),
            RoomEdit edit => await CorrectAsync(hosted, edit, from, to, cancellationToken),
            RoomRetraction retraction => [await RetractAsync(hosted, retraction, archived, room, to, cancellationToken)],
            RoomReactions reactions => [Bare(from, to, archived.Id).With(new MessageReactions(reactions.Target.Value, [.. reactions.Emoji]).ToElement()).With(Hints.Store())],
            RoomSubjectChange change => [Subject(from, to, change.Subject)],
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not in archives."),
        };
        for (var i = 0; i < stanzas.Count; i++)
        {
            Finish(stanzas[i], hosted, archived, room, i);
        }

        return stanzas;
    }

    /// <summary>§7.2.15, §8.1: the subject, also an empty one, ends what comes on entering; a message with a subject and no body.</summary>
    public static Stanza Subject(Jid from, Jid to, RoomSubject subject)
    {
        var stanza = Stanza.Message(from, to, "groupchat");
        stanza.Payloads.Add(new XElement(Namespaces.Component + "subject", BodyText.Clean(subject.Text)));
        return stanza;
    }

    private async ValueTask<IReadOnlyList<Stanza>> SayAsync(
        HostedRoom hosted, RoomMessage message, Jid from, Jid to, CancellationToken cancellationToken)
    {
        // The same rules as between two people: what is too long is told in parts, a file is a stanza of its own.
        var id = message.StanzaId ?? message.Id.Value;
        var single = new Message
        {
            User = to.Bare,
            Contact = message.By,
            Timestamp = message.Timestamp,
            Body = message.Body,
            Attachments = message.Attachments,
            Kind = message.Kind,
            Thread = message.Thread,
            Id = message.Id,
        };
        var shown = message.Attachments.Count == 0 ? null : await files.ShowAsync(hosted.Network, single, id, cancellationToken);
        MessageStanzas.Answered? answer = message.ReplyTo is { } replyTo
            ? new MessageStanzas.Answered(replyTo.Value, await AuthorOfAsync(hosted, replyTo, from.Bare, cancellationToken))
            : null;
        var stanzas = MessageStanzas.Build(single, new Frame(from, to, id, time.GetUtcNow()), new MessageStanzas.Company(answer, shown));
        return [.. stanzas.Select(InGroup)];
    }

    private async ValueTask<IReadOnlyList<Stanza>> CorrectAsync(
        HostedRoom hosted, RoomEdit edit, Jid from, Jid to, CancellationToken cancellationToken)
    {
        var single = new Edit
        {
            User = to.Bare,
            Contact = edit.By,
            Timestamp = edit.Timestamp,
            Target = edit.Target,
            Body = edit.Body,
        };
        var original = await archive.FindArchivedAsync(hosted.Row.Id, edit.Target.Value, cancellationToken);
        var frame = new Frame(from, to, edit.Id.Value, time.GetUtcNow());
        if (original is null || original.By != edit.By.Id.Value || original is { IsRetracted: true })
        {
            // XEP-0308 §4: nobody corrects what somebody else has sent; and what is not known can only be said again.
            var text = MessageTexts.Corrected(BodyText.Clean(edit.Body.Plain)).English;
            return [InGroup(MessageStanzas.Chat(from, to, frame.Id, text))];
        }

        var (id, parts) = original.Payload is { Length: > 0 } payload && EventJson.DeserializeAny(payload) is RoomMessage said
            ? (said.StanzaId ?? said.Id.Value, MessageStanzas.CountParts(said.Body, said.Attachments.Count))
            : (edit.Target.Value, 1);
        var row = new MappedMessage(hosted.Network.Name, "", "", id, edit.Target.Value, false, null, edit.Timestamp) { TextParts = parts };
        return [.. ChangeStanzas.Edit(single, row, frame).Select(InGroup)];
    }

    private async ValueTask<Stanza> RetractAsync(
        HostedRoom hosted, RoomRetraction retraction, ArchivedEvent archived, Jid room, Jid to, CancellationToken cancellationToken)
    {
        var original = await archive.FindArchivedAsync(hosted.Row.Id, retraction.Target.Value, cancellationToken);
        var own = original?.By == retraction.By.Id.Value;
        var reason = retraction.Reason is { } words && BodyText.CleanLine(words) is { Length: > 0 } line
            ? BodyText.Truncate(line, FailureConditions.MaximumReason)
            : null;

        // XEP-0425 §4: what somebody else takes away is said by the room itself.
        var stanza = Bare(own ? room.WithResource(archived.Nick) : room, to, archived.Id);
        stanza.Body = MessageTexts.RetractedFallback(reason).English;
        var payloads = own
            ? MessageRetraction.Create(retraction.Target.Value)
            : MessageModeration.Announce(retraction.Target.Value, room.WithResource(archived.Nick), reason);
        foreach (var payload in payloads)
        {
            stanza.Payloads.Add(payload);
        }

        return stanza.With(Fallback.Whole(Namespaces.Retraction)).With(Hints.Store());
    }

    private async ValueTask<Jid> AuthorOfAsync(HostedRoom hosted, RemoteMessageId id, Jid room, CancellationToken cancellationToken) =>
        await archive.FindArchivedAsync(hosted.Row.Id, id.Value, cancellationToken) is { } answered ? room.WithResource(answered.Nick) : room;

    private static XElement Tombstone(ArchivedEvent archived) => new(
        Namespaces.Retraction + "retracted", new XAttribute("id", archived.Id), new XAttribute("stamp", Time.Write(archived.At)));

    private static Stanza Bare(Jid from, Jid to, string id) => Stanza.Message(from, to, "groupchat", id);

    private static Stanza InGroup(Stanza stanza)
    {
        stanza.Type = "groupchat";
        return stanza;
    }

    /// <summary>What the room says of each message (XEP-0359 §3, XEP-0421). Only the first stanza of one can be named by others.</summary>
    private static Stanza Finish(Stanza stanza, HostedRoom hosted, ArchivedEvent archived, Jid room, int index)
    {
        stanza.Payloads.Add(OriginId.CreateAssigned(index == 0 ? archived.Id : $"{archived.Id}#{index + 1}", room));
        stanza.Payloads.Add(OccupantId.Create(RoomPresences.OccupantIdOf(hosted.Id, new RemoteUserId(archived.By))));
        return stanza;
    }
}
