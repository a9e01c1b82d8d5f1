using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>The parts of this folder for one network.</summary>
internal sealed record NetworkPresence(PresenceQueue Queue, ContactSignals Signals)
{
    /// <summary>Serves one attachment of the network's link; returns when it ends.</summary>
    public async Task ServeAsync(CancellationToken attached)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(attached);
        Task[] parts = [Queue.ServeAsync(both.Token), Signals.ServeAsync(both.Token)];
        var first = await Task.WhenAny(parts);
        await both.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }
}

/// <summary>Presence and signals in both directions: the parts that all networks share, and those of each.</summary>
internal sealed class Presences(
    IContactStore contacts, IAccountStore accounts, IAddressBook addresses, IUserSettings settings, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Dictionary<string, NetworkPresence> _networks = new(StringComparer.Ordinal);

    public ContactPresences States { get; } = new();

    public UserPresences Users { get; } = new(time);

    public ContactPresenceStanza Stanzas { get; } = new();

    /// <summary>Names and pictures, where somebody keeps them.</summary>
    public IProfileWatcher? Profiles { get; set; }

    /// <summary>
    /// True where a user is not to see a contact, and the contact not them: rules and blocks. For their eyes the contact is away.
    /// </summary>
    public Func<Network, Jid, RemoteContact, bool> Hides { get; set; } = static (_, _, _) => false;

    /// <summary>True for a contact about whom the user was asked, and who waits for the answer.</summary>
    public Func<Network, Jid, RemoteContact, CancellationToken, ValueTask<bool>> IsAskedAbout { get; set; } = static (_, _, _, _) => ValueTask.FromResult(false);

    /// <summary>False for a user who has no account on a network that needs one.</summary>
    public Func<Network, Jid, CancellationToken, ValueTask<bool>> IsUser { get; set; } = static (_, _, _) => ValueTask.FromResult(true);

    public UserSignals UserSignals { get; } = new(time, loggers.CreateLogger<UserSignals>());

    /// <summary>The parts of a network; made with the network, before its link attaches.</summary>
    public NetworkPresence this[string network] => _networks[network];

    /// <summary>The presence of a contact, or of the gateway for null, for one reader.</summary>
    public async ValueTask<Stanza> StanzaOfAsync(
        Network network, RemoteContact? person, Jid contact, Jid reader, CancellationToken cancellationToken)
    {
        if (person is not null && Hides(network, reader.Bare, person))
        {
            return PresenceStanzas.Of("unavailable", contact, reader);
        }

        var state = person is null ? new PresenceState(Availability.Online) : States.Of(network, person);
        var stanza = Stanzas.Create(network, person, state, contact, reader, await settings.FindAsync(network.Name, reader.Bare, cancellationToken));
        if (stanza.Type is null && person is not null && Profiles is not null && network.Adapter is IKnowsProfiles)
        {
            stanza.Payloads.Add(VCardUpdate.Create(await Profiles.FindHashAsync(network, person, cancellationToken)));
        }

        return stanza;
    }

    /// <summary>Makes the parts of a network.</summary>
    public void Add(Network network)
    {
        var queue = new PresenceQueue(network, contacts, accounts, addresses, this, time, loggers.CreateLogger<PresenceQueue>());
        var signals = new ContactSignals(network, queue, this, contacts, addresses, time, loggers.CreateLogger<ContactSignals>());
        signals.ProfileChanged = (_, contact) => Profiles?.Changed(network, contact);
        _networks.Add(network.Name, new NetworkPresence(queue, signals));
    }
}
