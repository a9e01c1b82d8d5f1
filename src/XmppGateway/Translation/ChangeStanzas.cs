using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>The stanzas of what happens to a message after it was shown: corrected, taken back, reacted to, read. Pure.</summary>
internal static class ChangeStanzas
{
    private const int MaximumReactions = 50;
    private const int MaximumEmoji = 64;

    /// <summary>
    /// The corrections of a message (XEP-0308), whose map row is <paramref name="original"/>. One that was shown in parts is corrected part
    /// by part: more text than before comes as new messages, and what is no longer there says so, because what was retracted could not be
    /// corrected again.
    /// </summary>
    public static IReadOnlyList<Stanza> Edit(Edit edit, MappedMessage original, Frame frame, bool isUsersOwn = false)
    {
        var text = MessageStanzas.PartsOf(edit.Body, 0, frame.Language, isUsersOwn);
        var parts = text.Parts.Count;
        var stanzas = new List<Stanza>();
        for (var part = 1; part <= Math.Max(parts, original.TextParts); part++)
        {
            var id = PartIds.Of(frame.Id, part);
            var stanza = part <= parts
                ? text.Chat(part - 1, frame, id)
                : MessageStanzas.Said(frame, id, MessageTexts.PartRemoved);
            if (part <= original.TextParts)
            {
                // XEP-0308 §4: each correction names the message as it was first sent.
                stanza.Payloads.Add(Correction.Create(PartIds.Of(original.StanzaId, part)));
            }

            MessageStanzas.AddDelay(stanza, edit.Timestamp, frame.Now);
            stanzas.Add(stanza);
        }

        return stanzas;
    }

    /// <summary>XEP-0424, for clients of both generations and, in words, of none; one for each stanza of the message.</summary>
    public static IReadOnlyList<Stanza> Retraction(Retraction retraction, MappedMessage original, Frame frame)
    {
        var stanzas = new List<Stanza>();
        foreach (var id in PartIds.All(original.StanzaId, original.TextParts, original.Files))
        {
            var stanza = MessageStanzas.Said(frame, PartIds.Of(frame.Id, stanzas.Count + 1), MessageTexts.RetractedFallback(ReasonOf(retraction)));
            foreach (var payload in MessageRetraction.Create(id))
            {
                stanza.Payloads.Add(payload);
            }

            stanza.Payloads.Add(Fallback.Whole(Namespaces.Retraction));
            stanza.Payloads.Add(Fallback.Whole(Namespaces.RetractionOld));
            stanza.Payloads.Add(Hints.Store());
            MessageStanzas.AddDelay(stanza, retraction.Timestamp, frame.Now);
            stanzas.Add(stanza);
        }

        return stanzas;
    }

    /// <summary>XEP-0444: the whole set, without a body.</summary>
    public static Stanza Reactions(Reactions reactions, MappedMessage original, Frame frame)
    {
        var stanza = MessageStanzas.Bodiless(frame.From, frame.To, frame.Id);
        stanza.Payloads.Add(new MessageReactions(original.StanzaId, EmojiOf(reactions)).ToElement());
        stanza.Payloads.Add(Hints.Store());
        MessageStanzas.AddDelay(stanza, reactions.Timestamp, frame.Now);
        return stanza;
    }

    /// <summary>XEP-0333: everything up to a message of the other one was displayed.</summary>
    public static Stanza Displayed(MappedMessage newest, Frame frame)
    {
        var stanza = MessageStanzas.Bodiless(frame.From, frame.To, frame.Id);
        stanza.Payloads.Add(ChatMarkers.Displayed(PartIds.All(newest.StanzaId, newest.TextParts, newest.Files).Last()));
        stanza.Payloads.Add(Hints.Store());
        return stanza;
    }

    /// <summary>Said in words, where the thing itself cannot be shown.</summary>
    public static Stanza InWords(GatewayEvent what, LocalText text, Frame frame)
    {
        var stanza = MessageStanzas.Said(frame, frame.Id, text);
        MessageStanzas.AddDelay(stanza, what.Timestamp, frame.Now);
        return stanza;
    }

    /// <summary>The reason of a retraction as one line; null without one.</summary>
    public static string? ReasonOf(Retraction retraction) =>
        retraction.Reason is { } reason && BodyText.CleanLine(reason) is { Length: > 0 } line
            ? BodyText.Truncate(line, FailureConditions.MaximumReason)
            : null;

    /// <summary>The emoji of a foreign network, fit for a stanza and of a size that clients can show.</summary>
    public static IReadOnlyList<string> EmojiOf(Reactions reactions) =>
        [.. reactions.Emoji.Select(BodyText.CleanLine).Where(e => e.Length is > 0 and <= MaximumEmoji).Distinct(StringComparer.Ordinal).Take(MaximumReactions)];
}
