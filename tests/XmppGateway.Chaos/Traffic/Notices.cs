using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.Chaos.Traffic;

/// <summary>How senders are told of failures after their message was taken.</summary>
public static class Notices
{
    /// <summary>An error stanza with the id of the message that does not say "later".</summary>
    public static Func<string, string?, bool> OfStanzas(XmppUser sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return (_, id) => sender.Received.Snapshot().Any(s => s.IsError() && s.Is("message") && s.Id() == id && s.ErrorType() != "wait");
    }

    /// <summary>A mail with the null sender that names the mail by its subject, which is its text (Postfix returns the header), or by its Message-ID (the gateway).</summary>
    public static Func<string, string?, bool> OfBounces(params IReadOnlyList<MailUser> senders) =>
        (text, id) => senders.Any(sender => sender.Inbox.Snapshot().Any(mail =>
            mail.ReturnPath.Length == 0 && (mail.Raw.Contains(text, StringComparison.Ordinal) || (id is not null && mail.Raw.Contains(id, StringComparison.Ordinal)))));
}
