using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What was said in a room, as stanzas: the same for everybody, live and from the archive. The room's id of a message (XEP-0359) is its id in
/// the archive, and that is its foreign id.
/// </summary>
internal sealed class RoomMessages(IRoomArchive archive, IFileTranslation files, RoomHearing hearing, Languages languages, TimeProvider time)
{
    /// <summary>
    /// The stanzas of an archived event, from <paramref name="room"/> and whoever spoke, to <paramref name="to"/>; usually one, more where a text is
    /// too long for one or came with files. Empty for what cannot be shown any more, or not to them.
    /// </summary>
    /// <param name="hosted">The room.</param>
    /// <param name="archived">The event.</param>
    /// <param name="room">The room's JID for who gets it.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<IReadOnlyList<Stanza>> WriteAsync(
        HostedRoom hosted, ArchivedEvent archived, Jid room, Jid to, CancellationToken cancellationToken) =>
        WriteAsync(hosted, archived, room, to, FilesOfReaders.None, cancellationToken);

    /// <summary>The same, with files that are where their readers find them already.</summary>
    public async ValueTask<IReadOnlyList<Stanza>> WriteAsync(
        HostedRoom hosted, ArchivedEvent archived, Jid room, Jid to, FilesOfReaders known, CancellationToken cancellationToken)
    {
        if (hearing.Hides(hosted.Network, to.Bare, archived))
        {
            return [];
        }

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
            RoomMessage message => await SayAsync(hosted, message, from, to, known, cancellationToken),
            RoomEdit edit => await CorrectAsync(hosted, edit, from, to, cancellationToken),
            RoomRetraction retraction => await RetractAsync(hosted, retraction, archived, room, to, cancellationToken),
            RoomReactions reactions => [Bare(from, to, archived.Id).With(new MessageReactions(RoomStanzaId.Of(reactions.Target), [.. reactions.Emoji]).ToElement()).With(Hints.Store())],
            RoomSubjectChange change => [Subject(from, to, change.Subject)],
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not in archives."),
        };
        for (var i = 0; i < stanzas.Count; i++)
        {
            Finish(stanzas[i], hosted, archived, room, i);
        }

        return stanzas;
    }

    /// <summary>Puts the files of a message where those who are in the room and hear it can read them; it may take as long as their servers.</summary>
    public async ValueTask<FilesOfReaders> PutFilesAsync(HostedRoom hosted, RoomMessage message, CancellationToken cancellationToken)
    {
        var known = new Dictionary<Jid, IReadOnlyList<ShownFile>>();
        foreach (var reader in hosted.Clients.Select(client => client.Jid.Bare).Distinct().Where(reader => !hearing.Hides(hosted.Network, reader, message.By)))
        {
            known[reader] = await files.ShowAsync(hosted.Network, Single(message, reader), IdOf(message), cancellationToken);
        }

        return new FilesOfReaders(known);
    }

    /// <summary>In how many stanzas a message is said; 1 for one that is not known, or was taken back.</summary>
    public async ValueTask<int> CountAsync(HostedRoom hosted, RemoteMessageId id, CancellationToken cancellationToken)
    {
        // Who reads it does not matter for the number, and the room has no JID of its own.
        var nobody = Jid.Parse(hosted.Network.Link.Domain);
        return await archive.FindArchivedAsync(hosted.Row.Id, id.Value, null, cancellationToken) is { Kind: ArchivedKind.Message } said
            ? (await WriteAsync(hosted, said, nobody, nobody, cancellationToken)).Count
            : 1;
    }

    /// <summary>§7.2.15, §8.1: the subject, also an empty one, ends what comes on entering; a message with a subject and no body.</summary>
    public static Stanza Subject(Jid from, Jid to, RoomSubject subject)
    {
        var stanza = Stanza.Message(from, to, "groupchat");
        stanza.Payloads.Add(new XElement(Namespaces.Component + "subject", BodyText.Clean(subject.Text)));
        return stanza;
    }

    private async ValueTask<IReadOnlyList<Stanza>> SayAsync(
        HostedRoom hosted, RoomMessage message, Jid from, Jid to, FilesOfReaders known, CancellationToken cancellationToken)
    {
        // The same rules as between two people: what is too long is told in parts, a file is a stanza of its own.
        var id = IdOf(message);
        var single = Single(message, to.Bare);
        var shown = message.Attachments.Count == 0 ? null
            : known.Of(to) ?? await files.ShowAsync(hosted.Network, single, id, cancellationToken);
        MessageStanzas.Answered? answer = message.ReplyTo is { } replyTo
            ? await FindAnsweredAsync(hosted, replyTo, from.Bare, to.Bare, cancellationToken)
            : null;
        var isCommented = MessageStanzas.IsCommented(single);
        var language = isCommented ? await languages.FindAsync(hosted.Network.Name, to.Bare, null, cancellationToken) : null;
        var whole = message.Whole is null ? null : await files.FindWholeAsync(hosted.Network, single, cancellationToken);
        var remarks = isCommented ? MessageTexts.Remarks(message.Remarks, whole, language) : null;
        var stanzas = MessageStanzas.Build(single, new Frame(from, to, id, time.GetUtcNow(), language), new MessageStanzas.Company(answer, shown, Remarks: remarks));
        RoomMentions.Show(stanzas[0], hosted, message.Body, from.Bare);
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
        var original = await archive.FindArchivedAsync(hosted.Row.Id, edit.Target.Value, null, cancellationToken);
        var frame = new Frame(from, to, edit.Id.Value, time.GetUtcNow());
        if (original is null || original.By != edit.By.Id.Value || original is { IsRetracted: true })
        {
            // XEP-0308 §4: nobody corrects what somebody else has sent; and what is not known can only be said again.
            var text = MessageTexts.Corrected(BodyText.Clean(edit.Body.Plain)).In(await languages.FindAsync(hosted.Network.Name, to.Bare, null, cancellationToken));
            var again = InGroup(MessageStanzas.Chat(from, to, frame.Id, text));
            RoomMentions.Show(again, hosted, edit.Body, from.Bare);
            return [again];
        }

        var (id, parts) = original.Payload is { Length: > 0 } payload && EventJson.DeserializeAny(payload) is RoomMessage said
            ? (said.StanzaId ?? said.Id.Value, MessageStanzas.CountParts(said.Body, said.Attachments.Count, said.Remarks.Count > 0 || said.Whole is not null))
            : (edit.Target.Value, 1);
        var row = new MappedMessage(hosted.Network.Name, "", "", id, edit.Target.Value, false, null, edit.Timestamp) { TextParts = parts };
        var corrected = ChangeStanzas.Edit(single, row, frame).Select(InGroup).ToList();
        RoomMentions.Show(corrected[0], hosted, edit.Body, from.Bare);
        return corrected;
    }

    private static string IdOf(RoomMessage message) => message.StanzaId ?? message.Id.Value;

    private static Message Single(RoomMessage message, Jid reader) => new()
    {
        User = reader,
        Contact = message.By,
        Timestamp = message.Timestamp,
        Body = message.Body,
        Attachments = message.Attachments,
        Kind = message.Kind,
        Thread = message.Thread,
        Id = message.Id,
        Remarks = message.Remarks,
        Whole = message.Whole,
    };

    /// <summary>One for each stanza of the message.</summary>
    private async ValueTask<IReadOnlyList<Stanza>> RetractAsync(
        HostedRoom hosted, RoomRetraction retraction, ArchivedEvent archived, Jid room, Jid to, CancellationToken cancellationToken)
    {
        var original = await archive.FindArchivedAsync(hosted.Row.Id, retraction.Target.Value, null, cancellationToken);
        if (original is not { Kind: ArchivedKind.Message })
        {
            // Nobody here has it. Should it come later, the archive knows that it is gone.
            return [];
        }

        var own = original.By == retraction.By.Id.Value;
        var reason = retraction.Reason is { } given && BodyText.CleanLine(given) is { Length: > 0 } line
            ? BodyText.Truncate(line, FailureConditions.MaximumReason)
            : null;

        var words = MessageTexts.RetractedFallback(reason).In(await languages.FindAsync(hosted.Network.Name, to.Bare, null, cancellationToken));
        return [.. Enumerable.Range(1, Math.Max(1, retraction.Stanzas)).Select(number =>
        {
            // XEP-0425 §4: what somebody else takes away is said by the room itself.
            var from = own ? room.WithResource(archived.Nick) : room;
            var stanza = Bare(from, to, new RoomStanzaId(archived.Id, number).ToString());
            stanza.Body = words;
            var target = new RoomStanzaId(retraction.Target.Value, number).ToString();
            foreach (var payload in own
                ? MessageRetraction.Create(target)
                : MessageModeration.Announce(target, room.WithResource(archived.Nick), reason))
            {
                stanza.Payloads.Add(payload);
            }

            return stanza.With(Fallback.Whole(Namespaces.Retraction)).With(Hints.Store());
        })];
    }

    /// <summary>The text goes with it only for who may see it in the archive, and is not one that its author has hidden.</summary>
    private async ValueTask<MessageStanzas.Answered> FindAnsweredAsync(
        HostedRoom hosted, RemoteMessageId id, Jid room, Jid reader, CancellationToken cancellationToken)
    {
        var answered = await archive.FindArchivedAsync(hosted.Row.Id, id.Value, null, cancellationToken);
        var author = answered is null ? room : room.WithResource(answered.Nick);
        var isShown = answered is { Kind: ArchivedKind.Message, IsRetracted: false, Payload.Length: > 0 }
            && await archive.FindArchivedAsync(hosted.Row.Id, id.Value, RoomPast.ReaderOf(hosted, reader), cancellationToken) is not null;
        return new MessageStanzas.Answered(
            RoomStanzaId.Of(id),
            author,
            isShown && EventJson.DeserializeAny(answered!.Payload) is RoomMessage { Body: var body } ? ReplyFallback.TextOf(body) : null);
    }

    private static XElement Tombstone(ArchivedEvent archived) => new(
        Namespaces.Retraction + "retracted", new XAttribute("id", new RoomStanzaId(archived.Id, 1).ToString()), new XAttribute("stamp", Time.Write(archived.At)));

    private static Stanza Bare(Jid from, Jid to, string id) => Stanza.Message(from, to, "groupchat", id);

    private static Stanza InGroup(Stanza stanza)
    {
        stanza.Type = "groupchat";
        return stanza;
    }

    /// <summary>What the room says of each message (XEP-0359 §3, XEP-0421).</summary>
    private static Stanza Finish(Stanza stanza, HostedRoom hosted, ArchivedEvent archived, Jid room, int index)
    {
        stanza.Payloads.Add(OriginId.CreateAssigned(new RoomStanzaId(archived.Id, index + 1).ToString(), room));
        stanza.Payloads.Add(OccupantId.Create(RoomPresences.OccupantIdOf(hosted.Id, new RemoteUserId(archived.By))));
        return stanza;
    }
}
