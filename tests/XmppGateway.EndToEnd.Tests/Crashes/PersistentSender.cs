using System.Net.Sockets;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>Senders that do not give up before their message is acknowledged, as people's programs do.</summary>
public static class PersistentSender
{
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromSeconds(6);

    /// <summary>Between two attempts, while a server is away. Nobody is told when it is back.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Between two messages, so that there is something on its way at every disturbance.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    /// <summary>
    /// Several messages on their way at once, resent with the same id when no receipt comes, or an error that is not for good. One that is for
    /// good goes into the ledger as refused when <paramref name="mayFail"/>, and fails the test when not.
    /// </summary>
    /// <param name="rest">Between two handfuls of messages.</param>
    public static async Task ChatAsync(
        XmppUser user, string contact, IEnumerable<string> texts, Ledger ledger, TimeSpan rest = default, bool mayFail = false)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(ledger);
        foreach (var burst in texts.Chunk(4))
        {
            var sent = burst.Select(text => (Text: text, Id: XmppUser.NewId())).ToList();
            var from = user.Received.Count;
            foreach (var (text, id) in sent)
                await user.SayAsync(contact, text, id);
            foreach (var (text, id) in sent)
            {
                var once = true;
                Answer answer;
                while ((answer = await AnswerAsync(user, id, from, mayFail)) == Answer.Later)
                {
                    once = false;
                    await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
                    from = user.Received.Count;
                    await user.SayAsync(contact, text, id);
                }

                if (answer == Answer.Taken)
                    ledger.Acknowledge(contact, text, once, id);
                else
                    ledger.Refuse(text);
            }

            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>One mail after the other; what Postfix did not answer with 250 is sent again with the same Message-ID.</summary>
    public static async Task MailAsync(MailUser user, string to, IEnumerable<string> texts, Ledger ledger, TimeSpan? pace = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var text in texts)
        {
            var messageId = $"<{Guid.NewGuid():N}@example.test>";
            var once = true;
            for (; !await user.TrySendAsync(to, text, messageId: messageId); once = false)
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            ledger.Acknowledge(user.Address, text, once, messageId);
            await Task.Delay(pace ?? Pace, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// One mail after the other, straight to the gateway, so that nobody in between changes their order. What the gateway did not answer
    /// with 250 is handed over again as it was, before the next one.
    /// </summary>
    public static async Task LmtpAsync(string from, string to, IEnumerable<string> texts, Ledger ledger, TimeSpan? pace = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        LmtpSession? session = null;
        foreach (var text in texts)
        {
            var mail = $"From: {from}\r\nTo: {to}\r\nSubject: order\r\nMessage-ID: <{Guid.NewGuid():N}@example.test>\r\n\r\n{text}";
            while (!await TryHandOverAsync(mail))
                await Task.Delay(Pace, TimeProvider.System, TestContext.Current.CancellationToken);
            ledger.Acknowledge(from, text, sentOnce: true); // the gateway knows a mail again, however often it comes
            // No queue is between it and the gateway: as many again as of the others.
            await Task.Delay(pace ?? (Pace / 2), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        session?.Dispose();

        async Task<bool> TryHandOverAsync(string mail)
        {
            try
            {
                session ??= await LmtpSession.OpenAsync();
                var reply = await session.HandOverAsync(from, to, mail);
                if (reply.StartsWith("250", StringComparison.Ordinal))
                    return true;
                Assert.True(reply.StartsWith('4'), $"a failure for good: {reply}");
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Killed, or not there yet.
            }

            session?.Dispose();
            session = null;
            return false;
        }
    }

    /// <summary>One event after the other; what the homeserver did not answer is sent again in the same transaction.</summary>
    public static async Task MatrixAsync(MatrixUser user, string room, IEnumerable<string> texts, Ledger ledger, TimeSpan? pace = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var text in texts)
        {
            var transaction = user.NewTransaction();
            while (true)
            {
                try
                {
                    await user.SendAsync(room, text, transaction);
                    break;
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
                }
            }

            ledger.Acknowledge(user.Id, text, sentOnce: true); // a transaction is one event, however often it is sent
            await Task.Delay(pace ?? Pace, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private enum Answer
    {
        Taken,
        Later,
        Never,
    }

    private static async Task<Answer> AnswerAsync(XmppUser user, string id, int from, bool mayFail)
    {
        // A receipt counts whenever it came; an error only when it is about this attempt.
        if (user.Received.Snapshot().Any(s => IsReceipt(s, id)))
            return Answer.Taken;
        var (found, answer) = await user.Received.TryFirstAsync(s => IsReceipt(s, id) || (s.IsError() && s.Id() == id), ReceiptPatience, from);
        if (!found)
            return Answer.Later;
        if (IsReceipt(answer!, id))
            return Answer.Taken;

        // COMPAT(ejabberd): the domain of a component that is away is a foreign server to it, and here it may not call any.
        var later = answer!.ErrorType() == "wait" || answer!.ErrorText() == "Access denied by service policy";
        Assert.True(later || mayFail, $"a failure for good: {answer}");
        return later ? Answer.Later : Answer.Never;
    }

    private static bool IsReceipt(System.Xml.Linq.XElement stanza, string id) =>
        stanza.Element(XmppUser.Receipts + "received")?.Attribute("id")?.Value == id;
}
