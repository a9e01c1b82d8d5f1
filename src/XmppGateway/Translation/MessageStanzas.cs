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

    private const int MaximumSubject = 1000;

    private static readonly TimeSpan DelayShownFrom = TimeSpan.FromSeconds(60);

    /// <summary>Which XMPP message a message answers, and who wrote that one.</summary>
    public readonly record struct Answered(string StanzaId, Jid Author);

    /// <summary>
    /// Usually one; several where the text is too large for one. A notice of a program is a chat message too: RFC 6121 §5.2.2 has
    /// servers drop headlines for users who are away, and a bounce must not be lost. It carries nothing that asks for an answer.
    /// </summary>
    public static IReadOnlyList<Stanza> Build(Message message, Jid contact, string stanzaId, Answered? answered, DateTimeOffset now)
    {
        var text = BodyText.Clean(message.Body.Plain);
        var parts = TextParts.Split(string.IsNullOrWhiteSpace(text) ? "(The message has no readable text.)" : text, MaximumBody);
        var stanzas = new List<Stanza>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            var stanza = Chat(contact, message.User, PartIds.Of(stanzaId, i + 1), parts[i]);
            AddSubject(stanza, message.Subject);
            AddThread(stanza, message.Thread);
            AddDelay(stanza, message.Timestamp, now);
            if (i == 0 && answered is { } to)
            {
                stanza.Payloads.Add(new Reply(to.StanzaId, to.Author).ToElement());
            }

            stanzas.Add(stanza);
        }

        return stanzas;
    }

    /// <summary>A chat message with a stable id (XEP-0359) and a body that is clean already.</summary>
    public static Stanza Chat(Jid from, Jid to, string id, string body) => new(StanzaKind.Message)
    {
        From = from,
        To = to,
        Id = id,
        Type = "chat",
        Payloads =
        {
            new XElement(Namespaces.Component + "body", body),
            OriginId.Create(id),
        },
    };

    private static void AddSubject(Stanza stanza, string? subject)
    {
        if (subject is not null && BodyText.CleanLine(subject) is { Length: > 0 } line)
        {
            stanza.Payloads.Add(new XElement(Namespaces.Component + "subject", BodyText.Truncate(line, MaximumSubject)));
        }
    }

    private static void AddThread(Stanza stanza, string? thread)
    {
        if (thread is not null && BodyText.CleanLine(thread) is { Length: > 0 } line)
        {
            stanza.Payloads.Add(new XElement(Namespaces.Component + "thread", line));
        }
    }

    // XEP-0203 §2. A clock of a foreign server that is ahead makes no delay.
    private static void AddDelay(Stanza stanza, DateTimeOffset at, DateTimeOffset now)
    {
        if (now - at >= DelayShownFrom)
        {
            stanza.Payloads.Add(Delay.Create(at, stanza.From!));
        }
    }
}
