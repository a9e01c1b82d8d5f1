using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Presence;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>The parts of this folder, put together and tied to presence.</summary>
internal sealed class ProfileParts : IProfileWatcher
{
    private const int AtATime = 4;
    private const int Waiting = 10_000;

    private readonly ContactProfiles _contacts;

    public ProfileParts(
        IProfileStore store,
        IContactStore contacts,
        Networks networks,
        IAddressBook addresses,
        IUserSettings settings,
        IPrivileges privileges,
        Presences presences,
        int largestStanza,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var largest = Pictures.LargestIn(largestStanza);
        var news = new AvatarNews(presences, contacts, addresses, loggers.CreateLogger<AvatarNews>());
        _contacts = new ContactProfiles(store, Work, largest, time, loggers.CreateLogger<ContactProfiles>())
        {
            PictureChanged = news.TellAsync,
            Hides = (network, reader, contact) => presences.Hides(network, reader, contact),
        };
        Own = new OwnProfiles(store, settings, privileges, presences.UserSignals, Work, time, loggers.CreateLogger<OwnProfiles>());
        Handlers = [new VCardHandler(networks, addresses, _contacts, new Languages(settings)), new ProfileNodesHandler(networks, addresses, _contacts)];
        presences.Profiles = this;
    }

    public IReadOnlyList<IStanzaHandler> Handlers { get; }

    public OwnProfiles Own { get; }

    /// <summary>What is done beside everything else.</summary>
    public ProfileWork Work { get; } = new(AtATime, Waiting);

    /// <inheritdoc/>
    public void Changed(Network network, RemoteContact contact) => _contacts.Refresh(network, contact);

    /// <inheritdoc/>
    public ValueTask<string?> FindHashAsync(Network network, RemoteContact contact, CancellationToken cancellationToken) =>
        _contacts.FindHashAsync(network, contact, cancellationToken);

    /// <inheritdoc/>
    public void Saw(Network network, Stanza stanza) => Own.Saw(network, stanza.From!, VCardUpdate.Find(stanza));
}
