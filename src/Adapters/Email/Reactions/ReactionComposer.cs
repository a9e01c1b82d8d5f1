using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>Writes a reaction as a mail, in the form that its reader's program has shown that it knows. Pure.</summary>
internal static class ReactionComposer
{
    /// <summary>The mail.</summary>
    public static byte[] Compose(
        Abstractions.Reactions reactions, string messageId, Mailbox from, EmailAddress to, ReplyContext place, ReactionDialect dialect) =>
        Compose(reactions, messageId, from, [new Mailbox(null, ToMail.Spell(to))], [], place, dialect);

    /// <summary>The mail to several people.</summary>
    public static byte[] Compose(
        Abstractions.Reactions reactions, string messageId, Mailbox from, IReadOnlyList<Mailbox> to, IReadOnlyList<Mailbox> cc, ReplyContext place,
        ReactionDialect dialect)
    {
        var header = new HeaderWriter()
            .Date(reactions.Timestamp)
            .Mailboxes("From", [from])
            .Mailboxes("To", to);
        if (cc.Count > 0)
            header.Mailboxes("Cc", cc);

        header
            .Unstructured("Subject", place.Subject)
            .Ids("Message-ID", [messageId])
            .Ids("In-Reply-To", [reactions.Target.Value])
            .Ids("References", place.References)
            .Fixed("MIME-Version", "1.0");
        return Encoding.UTF8.GetBytes(header + (dialect == ReactionDialect.Gmail
            ? Gmail(reactions.Emoji[^1], messageId)
            : WrittenParts.Text("text/plain; charset=utf-8", string.Join(' ', reactions.Emoji), "Content-Disposition: reaction\r\n")));
    }

    // One emoji a mail, the last. The part stands between plain text and HTML.
    private static string Gmail(string emoji, string messageId) => WrittenParts.Alternative(
        messageId,
        WrittenParts.Text("text/plain; charset=utf-8", emoji),
        WrittenParts.Text(
            $"text/{MailReaction.GmailType}; charset=utf-8", "{\"version\":1,\"emoji\":" + JsonSerializer.Serialize(emoji, EmailJson.Default.String) + "}"),
        WrittenParts.Text("text/html; charset=utf-8", "<p>" + System.Net.WebUtility.HtmlEncode(emoji) + "</p>"));
}
