using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>
/// What one network tells of its contacts and counts only now, on its way to the users who have them. Waits in memory, the newest of a kind
/// only; while the link is away nothing waits, because presence is told anew on attachment.
/// </summary>
internal sealed partial class ContactSignals(
    Network network,
    PresenceQueue queue,
    Presences presences,
    IContactStore contacts,
    IAddressBook addresses,
    TimeProvider time,
    ILogger logger)
{
    private const int PageSize = 256;
    private const int Limit = 50_000;

    // For a store that is away.
    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<(Type Kind, RemoteUserId Contact, Jid? User), ContactSignal> _waiting = [];

    // Beside the dictionary, which looks through all places that became free at its beginning: in a storm that is everything, each time.
    private readonly Queue<(Type Kind, RemoteUserId Contact, Jid? User)> _order = new();

    /// <summary>Told when a contact's profile has changed; on any thread, must return at once.</summary>
    public Action<Network, RemoteContact>? ProfileChanged { get; set; }

    /// <summary>Takes a signal; from any thread, returns at once.</summary>
    public void Tell(ContactSignal signal)
    {
        switch (signal)
        {
            case ContactSignal.ProfileChanged changed:
                ProfileChanged?.Invoke(network, changed.Of);
                break;
            case ContactSignal.CapabilitiesChanged changed:
                // XEP-0115 §6.1: a new hash comes with presence.
                TellAgain(changed.Of);
                break;
            case ContactSignal.Presence presence when presences.States.Set(network, presence.Of, presence.State):
                Add((typeof(ContactSignal.Presence), presence.Of.Id, null), signal);
                break;
            case ContactSignal.Typing typing:
                Add((typeof(ContactSignal.Typing), typing.Of.Id, typing.User), signal);
                break;
            default:
                // A presence that is the same as before.
                break;
        }
    }

    /// <summary>Tells the presence of a contact again, with what belongs to it; returns at once.</summary>
    public void TellAgain(RemoteContact contact) => Add(
        (typeof(ContactSignal.Presence), contact.Id, null), new ContactSignal.Presence(contact, presences.States.Of(network, contact)));

    /// <summary>Serves one attachment of the link; returns when it ends.</summary>
    public async Task ServeAsync(CancellationToken attached)
    {
        while (true)
        {
            await _work.Reader.ReadAsync(attached);
            while (await PassOnNextAsync(attached))
            {
                // Until nothing waits.
            }
        }
    }

    /// <summary>Passes one signal on that waits; false when none did.</summary>
    public async Task<bool> PassOnNextAsync(CancellationToken attached)
    {
        if (Next() is not { } signal)
        {
            return false;
        }

        await TryPassOnAsync(signal, attached);
        return true;
    }

    private void Add((Type, RemoteUserId, Jid?) key, ContactSignal signal)
    {
        lock (_lock)
        {
            if (!network.Link.IsAttached || (_waiting.Count >= Limit && !_waiting.ContainsKey(key)))
            {
                return;
            }

            if (_waiting.TryAdd(key, signal))
            {
                _order.Enqueue(key);
            }

            _waiting[key] = signal;
            _work.Writer.TryWrite(true);
        }
    }

    private ContactSignal? Next()
    {
        lock (_lock)
        {
            return _order.TryDequeue(out var key) && _waiting.Remove(key, out var signal) ? signal : null;
        }
    }

    private async Task TryPassOnAsync(ContactSignal signal, CancellationToken attached)
    {
        try
        {
            var jid = await addresses.GetJidAsync(network, signal.Contact, attached);
            if (signal is ContactSignal.Typing typing)
            {
                await PassOnAsync(typing, jid, attached);
            }
            else
            {
                await TellReadersAsync(signal.Contact, jid, attached);
            }
        }
        catch (StoreUnavailableException) when (signal is ContactSignal.Typing)
        {
            // It counted only now.
        }
        catch (StoreUnavailableException)
        {
            // The network would not say it again before it changes.
            TellAgain(signal.Contact);
            await Task.Delay(WhileAway, time, attached);
        }
        catch (ArgumentException e)
        {
            Log.NotSent(logger, e, network.Name);
        }
    }

    private async Task TellReadersAsync(RemoteContact contact, Jid jid, CancellationToken attached)
    {
        var page = await contacts.ReadSubscribersAsync(network.Name, contact.Id.Value, 0, PageSize, attached);
        while (page.Count > 0)
        {
            foreach (var row in page)
            {
                if (Jid.TryParse(row.User, out var user) && !presences.Hides(network, user, contact))
                {
                    queue.Tell(jid, user, PresenceWish.OfSubscriber);
                }
            }

            page = await contacts.ReadSubscribersAsync(network.Name, contact.Id.Value, page[^1].RowId, PageSize, attached);
        }
    }

    private async Task PassOnAsync(ContactSignal.Typing typing, Jid jid, CancellationToken attached)
    {
        // XEP-0085 §5.1: only to clients that are there; what is kept for later would be false by then.
        foreach (var client in presences.Users.ClientsOf(network.Name, typing.User, jid))
        {
            var message = Stanza.Message(jid, client, id: null);
            message.Payloads.Add(ChatStateNotification.Create(typing.State));
            message.Payloads.Add(new System.Xml.Linq.XElement(Namespaces.Hints + "no-store"));
            await network.Link.SendAsync(message, attached);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2411, LogLevel.Error, "{Network}: a signal of a contact has no form that can be sent")]
        public static partial void NotSent(ILogger logger, Exception exception, string network);
    }
}
