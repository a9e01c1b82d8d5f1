using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// From XMPP to the network. Each delivery becomes one posting, which bears the delivery's id: the network takes a posting with a known id
/// for the same one, so that a delivery that comes again after a crash is no second message.
/// </summary>
internal sealed partial class ExampleAdapter
{
    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var posting = PostingOf(delivery.Event) with { Account = await _accounts.NameAsync(delivery.Event.User, cancellationToken) };
            if (delivery.Event is Message { Attachments.Count: > 0 } message)
            {
                switch (await UploadAsync(delivery, message.Attachments, cancellationToken))
                {
                    case (_, { } failure):
                        return failure;
                    case var (files, _):
                        posting = posting with { Files = files };
                        break;
                }
            }

            return ResultOf(await _network.PostAsync(delivery.Id, posting, _context.Time, cancellationToken));
        }
        catch (StateUnavailableException)
        {
            // The notes say under which account the user writes: without them nothing can be sent.
            return new DeliveryResult.Retry(ExampleTexts.NotesAway);
        }
    }

    private static DeliveryResult ResultOf(PostingResult result) => result switch
    {
        PostingResult.Taken taken => new DeliveryResult.Delivered(taken.Id is { } id ? new RemoteMessageId(id) : null),

        // The whole network is away: the breaker for all who are on it.
        PostingResult.Away => new DeliveryResult.Retry(ExampleTexts.NetworkAway, ServerWide: true),

        // One person cannot be written to now: the others can.
        PostingResult.Busy busy => new DeliveryResult.Retry(busy.Words),
        PostingResult.Refused refused => new DeliveryResult.Rejected(refused.Words, refused.Condition),
        _ => throw new InvalidOperationException("Unknown result."),
    };

    private static Posting PostingOf(GatewayEvent what)
    {
        var posting = new Posting(what.User.ToString(), what.Contact.Id.Value);
        return what switch
        {
            Message message => posting with
            {
                Kind = Doing.Message,
                Text = message.Body.Plain,
                Styled = StyleWriter.Write(message.Body),
                Subject = message.Subject,
                Thread = message.Thread,
                ReplyTo = message.ReplyTo?.Value,
            },
            Edit edit => posting with
            {
                Kind = Doing.Edit,
                Target = edit.Target.Value,
                Text = edit.Body.Plain,
                Styled = StyleWriter.Write(edit.Body),
            },
            Retraction retraction => posting with { Kind = Doing.Retraction, Target = retraction.Target.Value, Reason = retraction.Reason },
            Reactions reactions => posting with { Kind = Doing.Reactions, Target = reactions.Target.Value, Emoji = [.. reactions.Emoji] },
            Displayed displayed => posting with { Kind = Doing.Displayed, Target = displayed.UpTo.Value },

            // A message of the network's side was refused by the XMPP server: its author reads this as a notice.
            Undeliverable refusal => posting with { Kind = Doing.Failure, Target = refusal.Failed?.Value, Reason = refusal.Reason },
            _ => throw new InvalidOperationException($"An event of the kind {what.GetType().Name} cannot be sent."),
        };
    }
}
