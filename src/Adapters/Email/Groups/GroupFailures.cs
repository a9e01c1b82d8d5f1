using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Tells the author of a mail to a group who did not get it, each of them once.</summary>
internal static class GroupFailures
{
    /// <summary>False when it cannot be said now.</summary>
    public static async ValueTask<bool> TellAsync(
        IAdapterContext context, Jid user, string group, string deliveryId, string messageId, GroupSending sending, CancellationToken cancellationToken)
    {
        List<Arrival> arrivals =
        [
            .. sending.Failures.Select(failure => new Arrival.Ready(string.Create(CultureInfo.InvariantCulture, $"not delivered {deliveryId} {failure.Address}"), new DeliveryFailure
            {
                User = user,
                Contact = new(new(group), group) { IsRoom = true },
                Timestamp = context.Time.GetUtcNow(),
                Failed = new(messageId),
                DeliveryId = deliveryId,
                Condition = failure.Condition,
                Reason = failure.Words,
            })),
        ];
        return arrivals.Count == 0 || await context.PublishAsync(arrivals, cancellationToken) == Acceptance.Taken;
    }
}
