using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>
/// Messages to a user, and what happens to messages. What the user did elsewhere comes from their own address where their server allows it
/// (XEP-0356), so that their clients show it as their own; otherwise the contact says that they did it.
/// </summary>
internal sealed class ConversationTranslator(
    MessageReferences references, IUserSettings settings, IPrivileges privileges, IFileTranslation files, TimeProvider time)
{
    private readonly Languages _languages = new(settings);

    /// <inheritdoc cref="IEventTranslator.TranslateAsync"/>
    public async ValueTask<IReadOnlyList<Stanza>> TranslateAsync(
        Network network, GatewayEvent what, Jid contact, string stanzaId, CancellationToken cancellationToken)
    {
        var own = what.ByUser && privileges.MaySendAs(network, what.User);
        var scene = new Scene(
            network, what.ByUser && !own, own ? new Frame(what.User, contact, stanzaId, time.GetUtcNow()) : new Frame(contact, what.User, stanzaId, time.GetUtcNow()));
        return what switch
        {
            Message message => await ShowAsync(message, scene, cancellationToken),
            Edit edit => await EditAsync(edit, scene, cancellationToken),
            Retraction retraction => await RetractAsync(retraction, scene, cancellationToken),
            Reactions reactions => await ReactAsync(reactions, scene, cancellationToken),
            Displayed displayed => await MarkAsync(displayed, scene, cancellationToken),
            _ => throw new InvalidOperationException($"{what.GetType().Name} does not belong to a conversation."),
        };
    }

    private async ValueTask<IReadOnlyList<Stanza>> ShowAsync(Message message, Scene scene, CancellationToken cancellationToken)
    {
        var network = scene.Network;
        var capabilities = network.CapabilitiesOf(message.Contact);
        var isCommented = MessageStanzas.IsCommented(message);
        var needsLanguage = scene.IsMarked || isCommented || string.IsNullOrWhiteSpace(message.Body.Plain);
        var frame = needsLanguage ? await InLanguageAsync(message, scene, cancellationToken) : scene.Frame;
        var whole = message.Whole is null ? null : await files.FindWholeAsync(network, message, cancellationToken);
        var company = new MessageStanzas.Company(
            await FindAnsweredAsync(message, scene, cancellationToken),
            message.Attachments.Count == 0 ? null : await files.ShowAsync(network, message, scene.Frame.Id, cancellationToken),
            !message.ByUser && capabilities is { DisplayMarkers: true, NoReply: false }
                && (await settings.FindAsync(network.Name, message.User, cancellationToken)).ReadMarkers,
            scene.IsMarked,
            isCommented ? MessageTexts.Remarks(message.Remarks, whole, frame.Language) : null);
        return MessageStanzas.Build(message, frame, company);
    }

    private async ValueTask<MessageStanzas.Answered?> FindAnsweredAsync(Message message, Scene scene, CancellationToken cancellationToken)
    {
        if (message.ReplyTo is not { } replyTo
            || await references.FindByForeignAsync(scene.Network, message, replyTo, cancellationToken) is not { } row)
        {
            return null;
        }

        var contact = scene.Frame.From == message.User ? scene.Frame.To : scene.Frame.From;
        var author = row.Outgoing ? Jid.TryParse(row.From, out var from) ? from : message.User : contact;
        return new MessageStanzas.Answered(row.StanzaId, author, ReplyFallback.TextOf(message.Answered));
    }

    private async ValueTask<IReadOnlyList<Stanza>> EditAsync(Edit edit, Scene scene, CancellationToken cancellationToken)
    {
        var original = await references.FindOriginalAsync(scene.Network, edit, edit.Target, cancellationToken);
        var frame = await InLanguageAsync(edit, scene, cancellationToken);
        if (original is not null && IsAuthor(edit, original, scene))
        {
            return ChangeStanzas.Edit(edit, original, frame, scene.IsMarked);
        }

        // XEP-0308 §4: nobody corrects what somebody else has sent. And what is not known cannot be corrected, only said again.
        var text = BodyText.Clean(edit.Body.Plain);
        var said = scene.IsMarked ? MessageTexts.CorrectedElsewhere(text) : MessageTexts.Corrected(text);
        var message = new Message
        {
            User = edit.User,
            Contact = edit.Contact,
            Timestamp = edit.Timestamp,
            Body = Said(said.In(frame.Language), edit.Body),
        };
        return MessageStanzas.Build(message, frame);
    }

    private async ValueTask<IReadOnlyList<Stanza>> RetractAsync(Retraction retraction, Scene scene, CancellationToken cancellationToken)
    {
        var original = await references.FindOriginalAsync(scene.Network, retraction, retraction.Target, cancellationToken);
        var frame = await InLanguageAsync(retraction, scene, cancellationToken);
        if (original is not null && IsAuthor(retraction, original, scene))
        {
            return ChangeStanzas.Retraction(retraction, original, frame);
        }

        return [ChangeStanzas.InWords(
            retraction,
            retraction.ByUser ? MessageTexts.RetractedElsewhere
            : original is { Outgoing: true } ? MessageTexts.RemovedYours(ChangeStanzas.ReasonOf(retraction))
            : MessageTexts.RetractedUnknown,
            frame)];
    }

    private async ValueTask<IReadOnlyList<Stanza>> ReactAsync(Reactions reactions, Scene scene, CancellationToken cancellationToken)
    {
        var original = await references.FindOriginalAsync(scene.Network, reactions, reactions.Target, cancellationToken);
        var shown = ChangeStanzas.EmojiOf(reactions);

        // XEP-0444: a reaction is a single emoji, and clients leave out what is none. Networks let people react with words.
        if (original is not null && !scene.IsMarked && shown.All(Emoji.IsSingle))
        {
            return [ChangeStanzas.Reactions(reactions, original, scene.Frame)];
        }

        // That a reaction is gone which was never seen as one is no news.
        var emoji = string.Join(' ', shown);
        return emoji.Length == 0 ? [] : [ChangeStanzas.InWords(
            reactions,
            scene.IsMarked ? MessageTexts.ReactedElsewhere(emoji) : MessageTexts.Reacted(emoji),
            await InLanguageAsync(reactions, scene, cancellationToken))];
    }

    /// <summary>
    /// XEP-0333 §4.2: the contact has displayed messages of the user. Or the user those of the contact, elsewhere: the carbon of their marker
    /// tells it to their clients, and to nobody where it cannot be sent.
    /// </summary>
    private async ValueTask<IReadOnlyList<Stanza>> MarkAsync(Displayed displayed, Scene scene, CancellationToken cancellationToken)
    {
        if (scene.IsMarked
            || (!displayed.ByUser && !(await settings.FindAsync(scene.Network.Name, displayed.User, cancellationToken)).ReadMarkers)
            || await references.FindUpToAsync(scene.Network, displayed, displayed.UpTo, outgoing: !displayed.ByUser, cancellationToken) is not { } newest)
        {
            return [];
        }

        return [ChangeStanzas.Displayed(newest, scene.Frame)];
    }

    /// <summary>Words about a text: hidden where that is.</summary>
    private static RichText Said(string words, RichText text) => StylingWriter.SpoilerOf(text) is { } spoiler
        ? RichText.Of(new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text(words)])], spoiler.Hint))
        : new RichText(words);

    /// <summary>
    /// True when clients will take the change for one of the author's: its stanza comes from the address from which the message came. What
    /// the user wrote elsewhere came from where it would come from now.
    /// </summary>
    private static bool IsAuthor(GatewayEvent what, MappedMessage original, Scene scene) =>
        what.ByUser == original.Outgoing && !(scene.IsMarked && original.From is not null);

    private async ValueTask<Frame> InLanguageAsync(GatewayEvent what, Scene scene, CancellationToken cancellationToken) =>
        scene.Frame with { Language = await _languages.FindAsync(scene.Network.Name, what.User, null, cancellationToken) };

    /// <param name="IsMarked">The user did it elsewhere, and it can only come from the contact.</param>
    private readonly record struct Scene(Network Network, bool IsMarked, Frame Frame);
}
