using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// From the network to XMPP. The network hears "taken" only when the engine has stored what it handed over; until then it keeps it and
/// tries again. What can be understood at once is handed on as an event, what needs the network as a raw arrival on the same lane.
/// </summary>
internal sealed partial class ExampleAdapter : IInterpretsArrivals
{
    /// <inheritdoc/>
    public ValueTask<Interpretation> InterpretAsync(Arrival.Raw arrival, CancellationToken cancellationToken)
    {
        // The payload is only the id: what it stands for is fetched now, as often as it takes.
        var found = _network.Fetch(Encoding.UTF8.GetString(arrival.Payload.Span));
        return ValueTask.FromResult<Interpretation>(found switch
        {
            null => new Interpretation.Later("The network is away."),
            var happening when EventOf(happening, []) is { } what => new Interpretation.Understood([what]),
            _ => new Interpretation.Understood([]),
        });
    }

    /// <inheritdoc/>
    public ValueTask<ArrivalParties?> FindPartiesAsync(Arrival.Raw arrival, CancellationToken cancellationToken)
    {
        // Not from the payload, which may be what the failure is about: lane and key say who it was, and the network what it was.
        var (user, person) = arrival.Lane.Split(' ') is [var first, var second] ? (first, second) : default;
        if (!Jid.TryParse(user, out var reader) || PersonName.Read(person ?? "") is not { } name)
        {
            return ValueTask.FromResult<ArrivalParties?>(null);
        }

        var contact = ContactOf(_network.PersonOf(name));
        return ValueTask.FromResult(_network.Fetch(arrival.Key) switch
        {
            { Kind: Doing.Receipt or Doing.Displayed } => null,
            { Kind: Doing.Message or Doing.Edit, Notice: false, ByUser: false } =>
                new ArrivalParties(reader, contact, new RemoteMessageId(arrival.Key)),
            _ => new ArrivalParties(reader, contact, null),
        });
    }

    private async Task<Handover> HandOverAsync(Happening happening, CancellationToken cancellationToken)
    {
        if (!Jid.TryParse(happening.User, out var user) || !user.IsBare || user.Local is null)
        {
            return Handover.NoSuchUser;
        }

        // Asked before anything is stored: the author is told at once that nobody will read it.
        switch (await _context.FindUserAsync(user, cancellationToken))
        {
            case UserStanding.Unknown:
                return Handover.NoSuchUser;
            case UserStanding.NotAllowed:
                return Handover.NotAllowed;
        }

        try
        {
            var kept = await KeepAsync(happening.Files, cancellationToken);
            Arrival? arrival = (happening.Withheld, EventOf(happening, kept)) switch
            {
                // The lane of a raw arrival is the conversation's too, so that the order is kept among both.
                (true, _) => new Arrival.Raw(happening.Id, $"{user} {happening.Person.Folded}", Encoding.UTF8.GetBytes(happening.Id)),
                (_, { } what) => new Arrival.Ready(happening.Id, what),
                _ => null,
            };
            if (arrival is null)
            {
                Log.NotUnderstood(_logger, happening.Kind);
                return Handover.Taken;
            }

            var answer = await _context.PublishAsync([arrival], cancellationToken);
            return answer == Acceptance.Taken ? Handover.Taken : Handover.TryAgain;
        }
        catch (StateUnavailableException)
        {
            return Handover.TryAgain;
        }
    }

    // Null for what the gateway has no event for.
    private GatewayEvent? EventOf(Happening happening, IReadOnlyList<AttachedFile> kept)
    {
        var user = Jid.Parse(happening.User);
        var contact = ContactOf(_network.PersonOf(happening.Person));
        var target = new RemoteMessageId(happening.Target ?? "");
        GatewayEvent? what = happening.Kind switch
        {
            Doing.Message => new Message
            {
                User = user,
                Contact = contact,
                Timestamp = happening.At,
                Body = StyleReader.Read(happening.Text ?? "", happening.Styled),
                Attachments = [.. happening.Files.Where(file => file.Content is null).Select(Describe), .. kept],
                Kind = happening.Notice ? MessageKind.Notice : MessageKind.Chat,
                Subject = happening.Subject,
                Thread = happening.Thread,
                Id = new RemoteMessageId(happening.Id),
                ReplyTo = happening.ReplyTo is { } answered ? new RemoteMessageId(answered) : null,
            },
            Doing.Edit => new Edit
            {
                User = user,
                Contact = contact,
                Timestamp = happening.At,
                Target = target,
                Body = StyleReader.Read(happening.Text ?? "", happening.Styled),
                Id = new RemoteMessageId(happening.Id),
            },
            Doing.Retraction => new Retraction { User = user, Contact = contact, Timestamp = happening.At, Target = target, Reason = happening.Reason },
            Doing.Reactions => new Reactions { User = user, Contact = contact, Timestamp = happening.At, Target = target, Emoji = [.. happening.Emoji] },
            Doing.Displayed => new Displayed { User = user, Contact = contact, Timestamp = happening.At, UpTo = target },
            Doing.Receipt => new Receipt { User = user, Contact = contact, Timestamp = happening.At, For = target },
            Doing.ContactRequest => new ContactRequest { User = user, Contact = contact, Timestamp = happening.At },
            Doing.Failure => new DeliveryFailure
            {
                User = user,
                Contact = contact,
                Timestamp = happening.At,
                Failed = target,
                Condition = FailureCondition.RecipientUnavailable,
                Reason = happening.Reason is { } words ? LocalText.Same(words) : new("It could not be delivered.", "Es war nicht zustellbar."),
            },
            _ => null,
        };
        return what is null ? null : what with { ByUser = happening.ByUser };
    }

    private static partial class Log
    {
        // Ids of log lines of adapters outside of the program begin at 9000.
        [LoggerMessage(9000, LogLevel.Warning, "What happened on the network was not understood: {Kind}")]
        public static partial void NotUnderstood(ILogger logger, Doing kind);
    }
}
