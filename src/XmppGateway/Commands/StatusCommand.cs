using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>What the user has sent that the network has not yet taken, and why.</summary>
internal sealed class StatusCommand(IAccountStore store, IAddressBook addressBook, TimeProvider time) : ICommand
{
    private const int MaximumShown = 50;

    public string Node => "status";

    public LocalText Title { get; } = new("Messages on their way", "Nachrichten unterwegs");

    public LocalText Words { get; } = LocalText.Same("status");

    public Audience Audience => Audience.Users;

    public async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var open = await store.ListOutgoingOfAsync(caller.Network.Name, caller.User.ToString(), MaximumShown + 1, cancellationToken);
        if (open.Count == 0)
        {
            return new Step.Done(new("Everything that you sent has arrived at the network.", "Alles, was Sie gesendet haben, ist beim Netz angekommen."));
        }

        var now = time.GetUtcNow();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var entry in open.Take(MaximumShown))
        {
            var who = await addressBook.FindContactAsync(caller.Network, new RemoteUserId(entry.Contact), cancellationToken);
            rows.Add(
            [
                BodyText.CleanLine(who?.Address ?? entry.Contact),
                AgeOf(now - entry.AcceptedAt).In(caller.Language),
                entry.Attempts.ToString(CultureInfo.InvariantCulture),
                BodyText.Truncate(BodyText.CleanLine(entry.LastReason?.In(caller.Language) ?? ""), 300),
            ]);
        }

        return new Step.Done(open.Count > MaximumShown
            ? new($"These are the oldest {MaximumShown}; more is on its way.", $"Dies sind die ältesten {MaximumShown}; mehr ist unterwegs.")
            : new("This is still on its way.", "Dies ist noch unterwegs."))
        {
            Table = new Table(
                [
                    new("to", new("To", "An")),
                    new("since", new("For", "Seit")),
                    new("attempts", new("Attempts", "Versuche")),
                    new("reason", new("Last reason", "Letzter Grund")),
                ],
                rows),
        };
    }

    private static LocalText AgeOf(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => new("less than a minute", "weniger als einer Minute"),
        { TotalHours: < 1 } => Units(age.TotalMinutes, "min", "min"),
        { TotalHours: < 48 } => Units(age.TotalHours, "h", "Std."),
        _ => Units(age.TotalDays, "days", "Tagen"),
    };

    private static LocalText Units(double count, string english, string german)
    {
        var number = Math.Floor(count).ToString(CultureInfo.InvariantCulture);
        return new($"{number} {english}", $"{number} {german}");
    }
}
