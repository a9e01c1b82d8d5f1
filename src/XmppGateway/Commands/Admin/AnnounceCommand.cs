using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Commands.Admin;

/// <summary>Writes to all registered users of the network, at a pace that no server minds, and not more often than every minute.</summary>
internal sealed class AnnounceCommand(AdminParts parts)
    : AdminCommand("admin-announce", new("Announcement", "Ansage"), new("announce", "ansage"))
{
    private const string Text = "text";
    private const int Longest = 5000;
    private const int PageSize = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private readonly Protection.Buckets<string> _limit = new(new Protection.RateLimit(PerMinute: 1, Burst: 1), 64, parts.Time);

    public override ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Ask(
        new("It goes to everybody who has registered with this network.", "Sie geht an alle, die sich in diesem Netz angemeldet haben."),
        [new FormField(Text, FieldKind.LongText, new("Text", "Text")) { Required = true }],
        (answers, token) => AnnounceAsync(caller, BodyText.Truncate(BodyText.Clean(answers.Text(Text)).Trim(), Longest), token)));

    private async ValueTask<Step> AnnounceAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        if (_limit.Take(caller.Network.Name) > TimeSpan.Zero)
        {
            return new Step.Failed(
                new("There was an announcement a moment ago. Wait a minute.", "Es gab gerade erst eine Ansage. Warten Sie eine Minute."), FailureCondition.ResourceConstraint);
        }

        await parts.Protection.Audit.WriteAsync(caller.User, "announce", caller.Network.Name, $"{text.Length} characters", cancellationToken);
        parts.Protection.Errands.Add("an announcement", token => SendAsync(caller.Network, text, token), Patience);
        return new Step.Done(new("The announcement is on its way.", "Die Ansage ist unterwegs."));
    }

    private async Task SendAsync(Network network, string text, CancellationToken cancellationToken)
    {
        var gateway = Jid.Parse(network.Link.Domain);
        var page = await parts.Store.ReadRegisteredAsync(network.Name, "", PageSize, cancellationToken);
        while (page.Count > 0)
        {
            foreach (var row in page)
            {
                if (Jid.TryParse(row.User, out var user))
                {
                    await network.Link.SendAsync(MessageStanzas.Chat(gateway, user, StableId.Create(), text), cancellationToken);
                    await Task.Delay(Pace, parts.Time, cancellationToken);
                }
            }

            page = await parts.Store.ReadRegisteredAsync(network.Name, page[^1].User, PageSize, cancellationToken);
        }
    }
}
