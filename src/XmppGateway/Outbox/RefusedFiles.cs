using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Media;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>
/// Takes files out of a message that the network, or the gateway, does not pass on: their links stay in the text, and the sender hears why.
/// Nothing is written down but the notice: a repeated delivery comes to the same.
/// </summary>
internal sealed class RefusedFiles(InboxDispatcher inbox, TimeProvider time)
{
    /// <summary>The refusal in an exception of an adapter that was reading a file; null in any other.</summary>
    public static DeliveryResult.FileRefused? In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is MediaLimitException limit)
            {
                return new DeliveryResult.FileRefused(limit.File, limit.Reason);
            }
        }

        return null;
    }

    /// <summary>The refusal of a file of which is said that it is larger than the network takes; null when there is none.</summary>
    public static DeliveryResult.FileRefused? TooLargeIn(Network network, GatewayEvent what) =>
        what is Message { Attachments.Count: > 0 } message
        && network.CapabilitiesOf(message.Contact).LargestAttachment is { } limit
        && message.Attachments.FirstOrDefault(file => file.Size > limit) is { } file
            ? new DeliveryResult.FileRefused(file, MediaTexts.TooLarge(limit))
            : null;

    /// <summary>What is left of a message without a file. Null when there is none to take out.</summary>
    public async Task<Outgoing?> LeaveOutAsync(Outgoing outgoing, DeliveryResult.FileRefused refused, CancellationToken stopping)
    {
        if (outgoing.Event is not Message { Attachments.Count: > 0 } message)
        {
            return null;
        }

        // An adapter that names a file which is not there gets less every time all the same.
        var file = message.Attachments.Contains(refused.File) ? refused.File : message.Attachments[^1];
        await TellAsync(outgoing, message, file, refused.Reason, stopping);
        var left = OutgoingFallback.WithLinks(message, [file]);
        return outgoing with { Event = left };
    }

    /// <summary>Before the message goes on, and with a key: a crash in between tells it once.</summary>
    private async Task TellAsync(Outgoing outgoing, Message message, AttachedFile file, LocalText reason, CancellationToken stopping)
    {
        var notice = new Message
        {
            User = message.User,
            Contact = message.Contact,
            Timestamp = time.GetUtcNow(),
            Body = new RichText(""),
            Remarks = [MediaTexts.LeftOut(BodyText.CleanLine(file.Name), reason)],
            Kind = MessageKind.Notice,
        };
        var key = string.Create(CultureInfo.InvariantCulture, $"file {outgoing.Entry.DeliveryId} {message.Attachments.Count}");
        await inbox.AddOwnAsync(outgoing.Network, key, notice, stopping);
    }
}
