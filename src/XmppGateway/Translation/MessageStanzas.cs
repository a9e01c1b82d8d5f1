using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>The stanzas of one message to a user. Pure.</summary>
internal static class MessageStanzas
{
    /// <summary>The largest body in bytes as escaped XML; a stanza around it stays far below every server's limit (512 KiB at Prosody).</summary>
    public const int MaximumBody = 180_000;

    /// <summary>A text of so few UTF-16 units is never cut, however it is written and escaped.</summary>
    private const int SurelyOnePart = MaximumBody / 20;

    private const int MaximumSubject = 1000;

    /// <summary>The longest that the gateway says about a message, in UTF-16 units.</summary>
    public const int MaximumRemarks = 10_000;

    private const int MaximumThread = 255;

    private static readonly TimeSpan DelayShownFrom = TimeSpan.FromSeconds(60);

    /// <summary>Which XMPP message a message answers, and who wrote that one.</summary>
    /// <param name="Text">What it said; null where that is not known or not to be shown.</param>
    public readonly record struct Answered(string StanzaId, Jid Author, string? Text = null);

    /// <summary>What goes with a message beside itself.</summary>
    /// <param name="Answer">What it answers.</param>
    /// <param name="Files">Its files.</param>
    /// <param name="IsMarkable">The author wants to know when it was read (XEP-0333).</param>
    /// <param name="IsUsersOwn">The user wrote it elsewhere, and it can only be shown as the contact's: it says so.</param>
    /// <param name="Remarks">What the gateway says about it, in the user's language; null when nothing.</param>
    public readonly record struct Company(
        Answered? Answer = null, IReadOnlyList<ShownFile>? Files = null, bool IsMarkable = false, bool IsUsersOwn = false, string? Remarks = null);

    /// <summary>True for a message about which there is something to say: its text has a stanza even where it is empty.</summary>
    public static bool IsCommented(Message message) => message.Remarks.Count > 0 || message.Whole is not null;

    /// <summary>A text as the bodies that it takes.</summary>
    /// <param name="Written">What goes with each of them.</param>
    public readonly record struct ShownText(IReadOnlyList<string> Parts, StylingWriter.StyledBody Written)
    {
        /// <summary>The stanza of one body.</summary>
        public Stanza Chat(int index, Frame frame, string id)
        {
            var stanza = MessageStanzas.Chat(frame.From, frame.To, id, Parts[index]);
            foreach (var payload in Written.Payloads)
            {
                stanza.Payloads.Add(payload);
            }

            return stanza;
        }
    }

    /// <summary>
    /// Usually one; several where the text is too large for one, and one for each file. A notice of a program is a chat message too: RFC 6121
    /// §5.2.2 has servers drop headlines for users who are away, and a bounce must not be lost. It carries nothing that asks for an answer.
    /// </summary>
    public static IReadOnlyList<Stanza> Build(Message message, Frame frame, Company company = default)
    {
        var files = company.Files ?? [];
        var text = PartsOf(message.Body, files.Count, frame.Language, company.IsUsersOwn, IsCommented(message), company.Remarks);
        var parts = text.Parts;
        var stanzas = new List<Stanza>(parts.Count + files.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            stanzas.Add(text.Chat(i, frame, PartIds.Of(frame.Id, i + 1)));
        }

        if (stanzas.Count > 0 && !company.IsUsersOwn && string.IsNullOrWhiteSpace(text.Written.Text))
        {
            // Nobody's words but the gateway's: of these the language is known.
            stanzas.ForEach(stanza => stanza.Lang = LocalText.LanguageOf(frame.Language));
        }

        for (var i = 0; i < files.Count; i++)
        {
            var stanza = Chat(frame.From, frame.To, PartIds.OfFile(frame.Id, i + 1, parts.Count), files[i].Body);
            foreach (var payload in files[i].Payloads)
            {
                stanza.Payloads.Add(payload);
            }

            stanzas.Add(stanza);
        }

        foreach (var stanza in stanzas)
        {
            AddSubject(stanza, message.Subject);
            AddThread(stanza, message.Thread);
            AddDelay(stanza, message.Timestamp, frame.Now);
        }

        if (company.Answer is { } answer)
        {
            stanzas[0].Payloads.Add(new Reply(answer.StanzaId, answer.Author).ToElement());
            if (parts.Count > 0 && ReplyFallback.Quote(answer.Text) is { } quotation)
            {
                // XEP-0461 §3.2. Not before a link to a file, which must stand alone to be shown (XEP-0066).
                stanzas[0].Body = quotation + stanzas[0].Body;
                stanzas[0].Payloads.Add(Fallback.Range(Namespaces.Reply, 0, quotation.EnumerateRunes().Count()));
            }
        }

        if (company.IsMarkable && message.Kind == MessageKind.Chat)
        {
            // Who has displayed the last stanza has displayed all of it.
            stanzas[^1].Payloads.Add(ChatMarkers.Markable());
        }

        return stanzas;
    }

    /// <summary>
    /// How many stanzas the text of a message takes; 0 for one that has only files. The same for every language, link and sender: it is known
    /// before these are. Cheap for what is short.
    /// </summary>
    public static int CountParts(RichText text, int files, bool isCommented = false) => text.Plain.Length switch
    {
        <= SurelyOnePart when files == 0 && text.Blocks.Count == 0 => 1,
        _ => PartsOf(text, files, null, false, isCommented).Parts.Count,
    };

    /// <summary>The same of a message with what the gateway says about it.</summary>
    public static int CountParts(Message message) => CountParts(message.Body, message.Attachments.Count, IsCommented(message));

    /// <summary>
    /// The bodies of a text, fit for stanzas. Nothing of it is left out. What the gateway adds goes before the first and after the last part and
    /// makes no part more: servers take far more than <see cref="MaximumBody"/>.
    /// </summary>
    public static ShownText PartsOf(RichText text, int files, string? language, bool isUsersOwn, bool isCommented = false, string? remarks = null)
    {
        var written = StylingWriter.Write(text);
        var isBlank = string.IsNullOrWhiteSpace(written.Text);
        if (isBlank && files > 0 && !isCommented)
        {
            return new ShownText([], written);
        }

        var said = remarks is null ? null : BodyText.Truncate(remarks, MaximumRemarks);
        string[] parts = isBlank ? [said ?? MessageTexts.Unreadable.In(language)] : [.. TextParts.Split(written.Text, MaximumBody)];
        if (!isBlank && said is not null)
        {
            parts[^1] = $"{parts[^1]}\n\n{said}";
        }

        if (isUsersOwn)
        {
            // Blocks begin on lines of their own.
            parts[0] = MessageTexts.WroteElsewhere(text.Blocks.Count > 0 ? "\n" + parts[0] : parts[0]).In(language);
        }

        // A block that is torn would style what follows.
        return new ShownText(parts, parts.Length > 1 && text.Blocks.Count > 0 ? written with { IsUnstyled = true } : written);
    }

    /// <summary>A chat message with a stable id (XEP-0359) and a body that is clean already.</summary>
    public static Stanza Chat(Jid from, Jid to, string id, string body)
    {
        var stanza = Bodiless(from, to, id);
        stanza.Payloads.Insert(0, new XElement(Namespaces.Component + "body", body));
        return stanza;
    }

    /// <summary>What the gateway itself says, in the user's language, which is on the stanza (RFC 6120 §8.1.5).</summary>
    public static Stanza Said(Frame frame, string id, LocalText text)
    {
        var stanza = Chat(frame.From, frame.To, id, text.In(frame.Language));
        stanza.Lang = LocalText.LanguageOf(frame.Language);
        return stanza;
    }

    /// <summary>A chat message with a stable id that is not to be read.</summary>
    public static Stanza Bodiless(Jid from, Jid to, string id) => new(StanzaKind.Message)
    {
        From = from,
        To = to,
        Id = id,
        Type = "chat",
        Payloads = { OriginId.Create(id) },
    };

    /// <summary>XEP-0203 §2. A clock of a foreign server that is ahead makes no delay.</summary>
    public static void AddDelay(Stanza stanza, DateTimeOffset at, DateTimeOffset now)
    {
        if (now - at >= DelayShownFrom)
        {
            stanza.Payloads.Add(Delay.Create(at, stanza.From!));
        }
    }

    private static void AddSubject(Stanza stanza, string? subject)
    {
        if (subject is not null && BodyText.CleanLine(subject) is { Length: > 0 } line)
        {
            stanza.Payloads.Add(new XElement(Namespaces.Component + "subject", BodyText.Truncate(line, MaximumSubject)));
        }
    }

    /// <summary>RFC 6121 §5.2.5: a thread is a name that only has to be the same again, so a long one has a short one for it.</summary>
    private static void AddThread(Stanza stanza, string? thread)
    {
        if (thread is not null && BodyText.CleanLine(thread) is { Length: > 0 } line)
        {
            var name = line.Length <= MaximumThread ? line : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
            stanza.Payloads.Add(new XElement(Namespaces.Component + "thread", name));
        }
    }
}
