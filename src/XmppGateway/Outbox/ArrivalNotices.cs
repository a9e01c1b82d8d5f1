using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>What is said, and to whom, about an arrival that this program failed on. Stores nothing.</summary>
internal sealed partial class ArrivalNotices(
    IEventTranslator translator, DeliverySettings settings, TimeProvider time, ILogger<ArrivalNotices> logger)
{
    /// <summary>
    /// The notices for those who do not know of it yet; none where nobody can be named. Under ids that are made of the arrival's own, and
    /// such that no failure on a notice makes another.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Whom it concerns cannot be found out now.</exception>
    public async Task<FailureNotices> ComposeAsync(Network network, Incoming incoming, ArrivalFate fate, CancellationToken cancellationToken)
    {
        if (incoming.Entry.Told)
        {
            return FailureNotices.None;
        }

        try
        {
            if (await FindPartiesAsync(network, incoming, cancellationToken) is { } parties)
            {
                return new FailureNotices(
                    await ToUserAsync(network, incoming.Entry, parties, fate, cancellationToken),
                    parties.Message is null ? null : ToAuthor(network, incoming.Entry, parties, fate));
            }

            Log.NobodyNamed(logger, network.Name, incoming.Entry.Reference);
        }
        catch (StateUnavailableException exception)
        {
            throw new StoreUnavailableException(exception.Message, exception);
        }
#pragma warning disable CA1031 // The mistake that the arrival met may meet this too; it is put aside all the same.
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
#pragma warning restore CA1031
        {
            Log.NobodyTold(logger, exception, network.Name, incoming.Entry.Reference);
        }

        return FailureNotices.None;
    }

    private static async Task<ArrivalParties?> FindPartiesAsync(Network network, Incoming incoming, CancellationToken cancellationToken) =>
        incoming.Entry.IsRaw ? await AskAsync(network, incoming.Entry, cancellationToken) : Read(network, incoming);

    private static async Task<ArrivalParties?> AskAsync(Network network, InboxEntry entry, CancellationToken cancellationToken) =>
        network.Adapter is IInterpretsArrivals interpreter
            ? await interpreter.FindPartiesAsync(new Arrival.Raw(entry.Key, entry.Lane, entry.Payload), cancellationToken)
            : null;

    private static ArrivalParties? Read(Network network, Incoming incoming)
    {
        var known = incoming.Event ?? TryDeserialize(incoming.Entry.Payload);
        if (known is RoomEvent)
        {
            // A room has a history, in which everybody who misses something can look it up.
            return null;
        }

        if (known is GatewayEvent what)
        {
            // A mark that never comes is not missed, and one after the other would be told of.
            return what is Receipt or Displayed ? null : new ArrivalParties(what.User, what.Contact, WrittenByContact(what));
        }

        return LaneName.TryRead(incoming.Entry.Lane, out var user, out var id) && network.Adapter.ParseAddress(id) is { } contact
            ? new ArrivalParties(user, contact, null)
            : null;
    }

    private static RemoteMessageId? WrittenByContact(GatewayEvent what) => what switch
    {
        { ByUser: true } => null,
        Message { Kind: MessageKind.Chat } message => message.Id,
        Edit edit => edit.Id ?? edit.Target,
        _ => null,
    };

    private static NetworkEvent? TryDeserialize(byte[] payload)
    {
        try
        {
            return EventJson.DeserializeAny(payload);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private async Task<InboxEntry> ToUserAsync(
        Network network, InboxEntry entry, ArrivalParties parties, ArrivalFate fate, CancellationToken cancellationToken)
    {
        var id = InboxEntry.NoticePrefix + entry.StanzaId;
        var notice = new Message
        {
            User = parties.User,
            Contact = parties.Contact,
            Timestamp = time.GetUtcNow(),
            Body = new RichText(""),
            Remarks = [FailureWords.ToUser(entry.Reference, parties, fate)],
            Kind = MessageKind.Notice,
        };
        if (!await CanBeShownAsync(network, notice, id, cancellationToken))
        {
            notice = notice with { Contact = GatewayContact.Instance };
        }

        return new InboxEntry
        {
            Network = network.Name,
            Lane = entry.Lane,
            Key = "set aside " + entry.StanzaId,
            StanzaId = id,
            Payload = EventJson.Serialize(notice),
            AcceptedAt = notice.Timestamp,
            Told = true,
        };
    }

    /// <summary>The contact may be what the failure is about.</summary>
    private async Task<bool> CanBeShownAsync(Network network, Message notice, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await translator.TranslateAsync(network, notice, id, cancellationToken)).Count > 0;
        }
#pragma warning disable CA1031 // The same mistake as before, most likely, which is logged.
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private OutboxEntry ToAuthor(Network network, InboxEntry entry, ArrivalParties parties, ArrivalFate fate)
    {
        var refusal = new Undeliverable
        {
            User = parties.User,
            Contact = parties.Contact,
            Timestamp = entry.AcceptedAt,
            Failed = parties.Message,
            Condition = FailureCondition.InternalError,
            Reason = FailureWords.ToAuthor(entry.Reference, fate),
        };
        return Outgoing.NewEntry(
            network, refusal, parties.User, Outgoing.RefusalId(entry.StanzaId), time.GetUtcNow(), settings.Expiry);
    }

    private static partial class Log
    {
        [LoggerMessage(3070, LogLevel.Warning, "{Network}: nobody is told of the failure on {Reference}: nobody can be named, or misses it")]
        public static partial void NobodyNamed(ILogger logger, string network, string reference);

        [LoggerMessage(3071, LogLevel.Error, "{Network}: nobody is told of the failure on {Reference}: the gateway failed on that, too")]
        public static partial void NobodyTold(ILogger logger, Exception exception, string network, string reference);
    }
}
