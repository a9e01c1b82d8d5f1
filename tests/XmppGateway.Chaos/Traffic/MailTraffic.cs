using XmppGateway.EndToEnd.Tests.Crashes;
using XmppGateway.EndToEnd.Tests.Servers;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.Chaos.Traffic;

/// <summary>Alice, Bob, Carol and Dave write to each other, and to people who are not there.</summary>
public sealed class MailTraffic(Texts texts, XmppUser alice, MailUser bob) : IAsyncDisposable
{
    private const string AliceInMail = "alice@bridge.test";
    private const string NobodyInMail = "nobody@bridge.test";
    private readonly MailUser _carol = new("carol");

    public IEnumerable<Direction> Begin()
    {
        var chats = new Ledger("XMPP to mail");
        yield return new(
            chats,
            Ordered: true,
            [
                PersistentSender.ChatAsync(alice, "bob\\40example.test@mail.localhost", texts.Endless("chat to bob"), chats, Texts.Rest),
                PersistentSender.ChatAsync(alice, "carol\\40example.test@mail.localhost", texts.Endless("chat to carol"), chats, Texts.Rest),
            ],
            MailsAsync,
            Notices.OfStanzas(alice));

        var unknown = new Ledger("XMPP to a mailbox that is not there");
        yield return new(
            unknown,
            Ordered: true,
            [PersistentSender.ChatAsync(alice, "nobody\\40example.test@mail.localhost", texts.Endless("chat to nobody"), unknown, Texts.Rest, mayFail: true)],
            MailsAsync,
            Notices.OfStanzas(alice));

        // Postfix tries again when and as it likes: what comes through it has no order.
        var mails = new Ledger("mail to XMPP, by Postfix");
        yield return new(
            mails,
            Ordered: false,
            [
                PersistentSender.MailAsync(bob, AliceInMail, texts.Endless("mail from bob"), mails, Texts.Pace),
                PersistentSender.MailAsync(_carol, AliceInMail, texts.Endless("mail from carol"), mails, Texts.Pace),
            ],
            () => Task.FromResult(texts.HeardBy(alice)),
            Notices.OfBounces(bob, _carol));

        var direct = new Ledger("mail to XMPP, by LMTP");
        yield return new(
            direct,
            Ordered: true,
            [PersistentSender.LmtpAsync("dave@example.test", AliceInMail, texts.Endless("mail from dave"), direct, Texts.Pace)],
            () => Task.FromResult(texts.HeardBy(alice)),
            (_, _) => false);

        var returned = new Ledger("mail to an XMPP user who is not there");
        yield return new(
            returned,
            Ordered: false,
            [PersistentSender.MailAsync(_carol, NobodyInMail, texts.Endless("mail to nobody"), returned, Texts.Pace * 4)],
            () => Task.FromResult(texts.HeardBy(alice)),
            Notices.OfBounces(bob, _carol));
    }

    public ValueTask DisposeAsync() => _carol.DisposeAsync();

    /// <summary>In the order in which Postfix took them over: a mailbox does not show it.</summary>
    private async Task<IReadOnlyList<Ledger.Arrival>> MailsAsync()
    {
        var taken = (await PostfixLog.AcceptedAsync()).Index().DistinctBy(id => id.Item).ToDictionary(id => id.Item, id => id.Index);
        return
        [
            .. bob.Inbox.Snapshot().Concat(_carol.Inbox.Snapshot()).Where(mail => texts.AreOurs(mail.Text))
                .Select(mail => new Ledger.Arrival(mail.Text, mail.MessageId)).OrderBy(mail => taken[mail.Identity]),
        ];
    }
}
