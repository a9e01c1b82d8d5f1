using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Presence;

/// <summary>
/// Outgoing presence of one network's contacts. A user who logs in with ten thousand contacts asks about each of them in one breath; what is
/// answered waits here, so that messages pass by. Of several answers for one pair the newest counts, and between batches the server is waited
/// for, so that never more than one batch is in front of a message.
/// </summary>
internal sealed partial class PresenceQueue(
    Network network,
    IContactStore contacts,
    IAccountStore accounts,
    IAddressBook addresses,
    Presences presences,
    TimeProvider time,
    ILogger logger)
{
    private const int Batch = 256;

    /// <summary>More than a storm of everybody's clients; what is above it is asked for again at the next login.</summary>
    private const int Limit = 200_000;

    private readonly Persistence _persistence = new(time, logger);
    private readonly Lock _lock = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<(Jid Contact, Jid Reader), PresenceWish> _pending = [];
    private long _dropped;

    /// <summary>How many answers wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>Answers that were dropped because too many waited.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Queues the presence of a contact (or of the gateway) for a reader. Returns at once.</summary>
    public void Tell(Jid contact, Jid reader, PresenceWish wish)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue((contact, reader), out var known))
            {
                // A stranger's wish never weakens what a subscriber must be told.
                _pending[(contact, reader)] = known < wish ? known : wish;
                return;
            }

            if (_pending.Count >= Limit)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            _pending.Add((contact, reader), wish);
            _work.Writer.TryWrite(true);
        }
    }

    /// <summary>
    /// Serves one attachment of the link: tells everybody about their contacts, and who has registered that the gateway is there (XEP-0100
    /// §4.5; servers forget the presence of a component that goes), answers that are asked for first. Waits for a store that is away. Returns when the attachment ends.
    /// </summary>
    public async Task ServeAsync(CancellationToken attached)
    {
        lock (_lock)
        {
            _pending = [];
        }

        long? after = 0;
        string? afterUser = "";
        while (true)
        {
            while (await SendNextAsync(attached))
            {
                // Until nothing is asked for.
            }

            if (after is { } row)
            {
                after = await AnnounceAsync(row, attached);
            }
            else if (afterUser is { } last)
            {
                afterUser = await GreetAsync(last, attached);
            }
            else
            {
                await _work.Reader.ReadAsync(attached);
            }
        }
    }

    /// <summary>Sends one batch of what waits; false when nothing did.</summary>
    public async Task<bool> SendNextAsync(CancellationToken attached)
    {
        var batch = Take();
        foreach (var (contact, reader, wish) in batch)
        {
            try
            {
                foreach (var stanza in await _persistence.KeepTryingAsync(token => FindAsync(contact, reader, wish, token), attached))
                {
                    await network.Link.SendAsync(stanza, attached);
                }
            }
            catch (ArgumentException e)
            {
                Log.NotSent(logger, e, network.Name);
            }
        }

        if (batch.Count == Batch)
        {
            await network.Link.PassFenceAsync(attached);
        }

        return batch.Count > 0;
    }

    /// <summary>Queues one page of all subscriptions; the place to go on from, or null at the end.</summary>
    private async Task<long?> AnnounceAsync(long after, CancellationToken attached)
    {
        var page = await _persistence.KeepTryingAsync(token => contacts.ReadSubscribedAsync(network.Name, after, Batch, token), attached);
        foreach (var row in page)
        {
            if (Jid.TryParse(row.User, out var user) &&
                Jid.TryCreate(row.Localpart.Length == 0 ? null : row.Localpart, network.Link.Domain, null, out var contact))
            {
                Tell(contact, user, PresenceWish.OfSubscriber);
                if (contact.Local is null && row.ContactSees == ContactSubscription.Granted)
                {
                    // XEP-0100 §4.5: which clients of a registered user are there was forgotten with the last attachment.
                    await network.Link.SendAsync(PresenceStanzas.Of("probe", contact, user), attached);
                }
            }
        }

        return page.Count == 0 ? null : page[^1].RowId;
    }

    /// <summary>The same of the registered, who need not have subscribed; who has was told.</summary>
    private async Task<string?> GreetAsync(string after, CancellationToken attached)
    {
        var page = await _persistence.KeepTryingAsync(token => accounts.ReadRegisteredAsync(network.Name, after, Batch, token), attached);
        foreach (var row in page)
        {
            if (Jid.TryParse(row.User, out var user))
            {
                Tell(Jid.Parse(network.Link.Domain), user, PresenceWish.OfStranger);
            }
        }

        return page.Count == 0 ? null : page[^1].User;
    }

    private List<(Jid Contact, Jid Reader, PresenceWish Wish)> Take()
    {
        lock (_lock)
        {
            var batch = _pending.Take(Batch).Select(p => (p.Key.Contact, p.Key.Reader, p.Value)).ToList();
            if (batch.Count == _pending.Count)
            {
                // Removing one by one from the front leaves holes that every look would pass again.
                _pending = [];
            }
            else
            {
                batch.ForEach(p => _pending.Remove((p.Contact, p.Reader)));
            }

            return batch;
        }
    }

    /// <summary>What to say.</summary>
    private async Task<Stanza[]> FindAsync(Jid contact, Jid reader, PresenceWish wish, CancellationToken attached)
    {
        var person = contact.Local is null ? null : await addresses.FindContactAsync(network, contact, attached);
        if (contact.Local is not null && person is null)
        {
            // Nobody's address: nothing to say.
            return [];
        }

        if (!await presences.IsUser(network, reader.Bare, attached) && !await IsSubscribedAsync(reader, person, attached))
        {
            // RFC 6121 §4.3.2: a contact from a time when the user was registered, which their roster still has.
            return wish == PresenceWish.OfSubscriber ? PresenceStanzas.End(contact, reader.Bare) : [];
        }

        if (wish == PresenceWish.OfStranger && await IsSubscribedAsync(reader, person, attached))
        {
            // RFC 6121 §4.2.2: the server of a subscriber probes besides.
            return [];
        }

        return [await presences.StanzaOfAsync(network, person, contact, reader, attached)];
    }

    private async Task<bool> IsSubscribedAsync(Jid reader, RemoteContact? person, CancellationToken attached) =>
        await contacts.FindContactAsync(network.Name, reader.Bare.ToString(), person?.Id.Value ?? "", attached) is { UserSees: true };

    private static partial class Log
    {
        [LoggerMessage(2400, LogLevel.Error, "{Network}: the presence of a contact has no form that can be sent")]
        public static partial void NotSent(ILogger logger, Exception exception, string network);
    }
}

/// <summary>Why somebody is told the presence of a contact; the first counts most.</summary>
internal enum PresenceWish
{
    /// <summary>
    /// A subscriber, or a probe. RFC 6121 §4.3.2 would have a probe without a subscription answered with <c>unsubscribed</c>. After a restored
    /// backup that would empty the rosters of everybody, and the presence of a contact is no secret. So only those are answered so who cannot use
    /// the network without registering again.
    /// </summary>
    OfSubscriber = 0,

    /// <summary>Sent their own presence to the contact; answered only without a subscription.</summary>
    OfStranger,
}
