using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Fits what a user sent to what the contact's network takes: as it is, in words, or not at all. Pure.</summary>
internal static class OutgoingFallback
{
    /// <summary>What is to be sent, or why nothing is.</summary>
    /// <param name="What">Null when it is refused.</param>
    /// <param name="Refusal">For the sender.</param>
    /// <param name="Condition">The stanza error's.</param>
    public readonly record struct Outcome(GatewayEvent? What, LocalText? Refusal = null, string Condition = StanzaConditions.FeatureNotImplemented);

    /// <summary>
    /// Fits one event.
    /// </summary>
    /// <param name="what">The event of a user.</param>
    /// <param name="capabilities">Of the contact.</param>
    /// <param name="language">The language for what is said in words. That of the reader is not known; the sender's is the best guess.</param>
    public static Outcome Fit(GatewayEvent what, Capabilities capabilities, string? language)
    {
        if (capabilities.NoReply)
        {
            // XEP-0506 §3: an error like that of somebody who is not there (RFC 6121 §8.5.2).
            return new Outcome(null, RefusalTexts.NoReply, StanzaConditions.ServiceUnavailable);
        }

        return what switch
        {
            // What is not sent yet can still be changed: its lane knows, and finds the words later.
            Edit or Retraction when capabilities.MergesLines && SupportOf(what, capabilities) == Support.AsText => new Outcome(what),
            Message { Attachments.Count: > 0 } message => WithFiles(message, capabilities),
            Edit or Retraction => Change(what, capabilities, language),
            Reactions reactions => React(reactions, capabilities, language),
            _ => new Outcome(what),
        };
    }

    /// <summary>A change of a message that has gone, as it can be sent: in words, unless the network has the thing itself.</summary>
    public static GatewayEvent InWords(GatewayEvent what, Capabilities capabilities, string? language) => what is not (Edit or Retraction) ? what
        : SupportOf(what, capabilities) == Support.Native ? what
        : Change(what, new Capabilities(), language).What!;

    /// <summary>
    /// A change of one line of a letter of several: in words, whatever the network has, as its own edit or retraction would be one of all lines.
    /// </summary>
    /// <param name="what">An edit or a retraction.</param>
    /// <param name="line">Counted from 1.</param>
    /// <param name="language">That of the words.</param>
    public static Message ForLine(GatewayEvent what, int line, string? language) => new()
    {
        User = what.User,
        Contact = what.Contact,
        Timestamp = what.Timestamp,
        Body = new RichText((what is Edit edit ? FallbackTexts.CorrectedLine(line, edit.Body.Plain) : FallbackTexts.TookBackLine(line)).In(language)),
        ReplyTo = new RemoteMessageId(LetterLine.LetterOf(MessageReferences.TargetOf(what)!)),
    };

    /// <summary>A message whose text has the links of some of its files in their place.</summary>
    public static Message WithLinks(Message message, IReadOnlyList<AttachedFile> files)
    {
        var links = files.Select(file => file.Source).Where(link => !message.Body.Plain.Contains(link, StringComparison.Ordinal)).ToList();
        var plain = string.Join('\n', (string[])[message.Body.Plain, .. links]).Trim('\n');
        return message with
        {
            Body = message.Body.Blocks.Count == 0 ? new RichText(plain) : RichText.Of(plain, [.. message.Body.Blocks, .. links.Select(LinkOf)]),
            Attachments = [.. message.Attachments.Where(file => !files.Contains(file))],
        };
    }

    private static Support SupportOf(GatewayEvent what, Capabilities capabilities) => what is Edit ? capabilities.Edits : capabilities.Retractions;

    private static Outcome Change(GatewayEvent what, Capabilities capabilities, string? language) => what switch
    {
        Edit edit => By(capabilities.Edits, edit, () => FallbackTexts.Corrected(edit.Body.Plain), edit.Target, RefusalTexts.Edits, language),
        Retraction retraction => By(
            capabilities.Retractions, retraction, () => FallbackTexts.TookBack, retraction.Target, RefusalTexts.Retractions, language),
        _ => throw new InvalidOperationException($"{what.GetType().Name} changes nothing."),
    };

    private static Outcome By(
        Support support, GatewayEvent what, Func<LocalText> words, RemoteMessageId target, LocalText refusal, string? language) => support switch
        {
            Support.Native => new Outcome(what),
            Support.AsText => new Outcome(new Message
            {
                User = what.User,
                Contact = what.Contact,
                Timestamp = what.Timestamp,
                Body = new RichText(words().In(language)),
                ReplyTo = target,
            }),
            _ => new Outcome(null, refusal),
        };

    private static Outcome React(Reactions reactions, Capabilities capabilities, string? language)
    {
        if (capabilities.Reactions != Support.Native)
        {
            return By(capabilities.Reactions, reactions, () => FallbackTexts.Reacted(reactions.Emoji), reactions.Target, RefusalTexts.Reactions, language);
        }

        var allowed = capabilities.AllowedReactions;
        var taken = allowed is null ? [.. reactions.Emoji] : reactions.Emoji.Select(emoji => Emoji.FindIn(allowed, emoji)).OfType<string>().ToList();

        // XEP-0444 §3.3: all or nothing, and the sender's client goes back to what was before.
        return taken.Count < reactions.Emoji.Count || taken.Count > (capabilities.ReactionsPerPerson ?? int.MaxValue)
            ? new Outcome(null, RefusalTexts.ReactionRules(allowed, capabilities.ReactionsPerPerson), StanzaConditions.NotAcceptable)
            : new Outcome(reactions with { Emoji = [.. taken] });
    }

    private static Outcome WithFiles(Message message, Capabilities capabilities)
    {
        if (capabilities.Attachments == Support.Refused)
        {
            return new Outcome(null, RefusalTexts.Attachments);
        }

        // Which of them are too large is said where the message is delivered, which is also where a file turns out to be.
        if (capabilities.Attachments == Support.Native)
        {
            return new Outcome(message);
        }

        return new Outcome(WithLinks(message, message.Attachments));
    }

    private static RichBlock LinkOf(string uri) => new RichBlock.Paragraph([new RichInline.Link(uri, [])]);
}
