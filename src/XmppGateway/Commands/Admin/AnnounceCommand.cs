using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Commands.Admin;

/// <summary>Writes to all registered users of the network, at a pace that no server minds, and not more often than every minute.</summary>
internal sealed class AnnounceCommand(AdminParts parts)
    : AdminCommand("admin-announce", new("Announcement", "Ansage"), new("announce", "ansage"))
{
    private const string Text = "text";
    private const int Longest = 5000;
    private const int PageSize = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private readonly Protection.Buckets<string> _limit = new(new Protection.RateLimit(PerMinute: 1, Burst: 1), 64, parts.Time);

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(AskFor(caller));

    private Step.Ask AskFor(Caller caller, string written = "", LocalText? error = null) => Ask(
        new("It goes to everybody who has registered with this network.", "Sie geht an alle, die sich in diesem Netz angemeldet haben."),
        [new FormField(Text, FieldKind.LongText, new("Text", "Text")) { Required = true, Values = written.Length == 0 ? [] : [written], Error = error }],
        (answers, token) => AnnounceAsync(caller, BodyText.Clean(answers.Text(Text)).Trim(), token));

    private async ValueTask<Step> AnnounceAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        if (text.Length > Longest)
        {
            return AskFor(caller, text, new($"No more than {Longest} characters.", $"Nicht mehr als {Longest} Zeichen."));
        }

        if (_limit.Take(caller.Network.Name) > TimeSpan.Zero)
        {
            return new Step.Failed(
                new("There was an announcement a moment ago. Wait a minute.", "Es gab gerade erst eine Ansage. Warten Sie eine Minute."), FailureCondition.ResourceConstraint);
        }

        await parts.Protection.Audit.WriteAsync(caller.User, "announce", caller.Network.Name, $"{text.Length} characters", cancellationToken);
        parts.Protection.Errands.Add("an announcement", token => SendAsync(caller, text, token), Patience);
        return new Step.Done(new("The announcement is on its way.", "Die Ansage ist unterwegs."));
    }

    private async Task SendAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var network = caller.Network;
        var (users, missed) = (0, 0);
        var gateway = Jid.Parse(network.Link.Domain);
        var last = "";
        try
        {
            var page = await parts.Store.ReadRegisteredAsync(network.Name, "", PageSize, cancellationToken);
            while (page.Count > 0)
            {
                foreach (var row in page)
                {
                    if (Jid.TryParse(row.User, out var user))
                    {
                        users++;
                        last = row.User;
                        missed += await network.Link.SendAsync(MessageStanzas.Chat(gateway, user, StableId.Create(), text), cancellationToken) ? 0 : 1;
                        await Task.Delay(Pace, parts.Time, cancellationToken);
                    }
                }

                page = await parts.Store.ReadRegisteredAsync(network.Name, page[^1].User, PageSize, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It is not sent again: who has it already would get it twice. The log says where it ended.
            await parts.Protection.Audit.WriteAsync(
                caller.User, "announce", network.Name, $"ended early: sent to {users}, up to {last}", CancellationToken.None);
            throw;
        }

        if (missed > 0)
        {
            await parts.Protection.Audit.WriteAsync(caller.User, "announce", network.Name, $"{missed} of {users} were not reached", cancellationToken);
            var frame = new Frame(gateway, caller.User.Bare, StableId.Create(), parts.Time.GetUtcNow(), caller.Language);
            await ReportAsync(caller, MessageStanzas.Said(frame, frame.Id, NotReached(missed, users)), cancellationToken);
        }
    }

    /// <summary>The link that was away for the users may be away for the admin: it is told when it is there again.</summary>
    private async Task ReportAsync(Caller caller, Stanza report, CancellationToken cancellationToken)
    {
        while (!await caller.Network.Link.SendAsync(report, cancellationToken))
        {
            await Task.Delay(LookAgain, parts.Time, cancellationToken);
        }
    }

    private static LocalText NotReached(int missed, int users) => new(
        $"The announcement did not reach {missed} of {users} users: the XMPP server was away.",
        $"Die Ansage hat {missed} von {users} Benutzern nicht erreicht: Der XMPP-Server war nicht da.");
}
