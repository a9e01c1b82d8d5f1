using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Presence;

/// <summary>The presence stanza of a contact or of the gateway.</summary>
internal sealed class ContactPresenceStanza
{
    private const int MaximumStatus = 1000;
    private static readonly PresenceState Online = new(Availability.Online);

    private readonly BoundedCache<Capabilities, string> _hashes = new(256);

    /// <summary>The stanza for one reader.</summary>
    /// <param name="contact">Whose presence; null for the gateway.</param>
    /// <param name="state">What the network says.</param>
    /// <param name="from">The JID of the contact.</param>
    /// <param name="to">The reader, full or bare.</param>
    /// <param name="settings">What the reader has chosen.</param>
    public Stanza Create(Network network, RemoteContact? contact, PresenceState state, Jid from, Jid to, UserSettings settings)
    {
        if (settings.Presence == PresenceStyle.AlwaysOnline)
        {
            state = Online;
        }

        var clean = state.Status is null ? state : state with { Status = BodyText.Truncate(BodyText.CleanLine(state.Status), MaximumStatus) };
        var stanza = PresenceStanzas.Of(PresenceShow.TypeOf(clean), from, to);
        foreach (var payload in PresenceShow.PayloadsOf(clean))
        {
            stanza.Payloads.Add(payload);
        }

        if (stanza.Type is null)
        {
            stanza.Payloads.Add(EntityCapabilities.Create(NodeOf(network), HashOf(network, contact)));
        }

        return stanza;
    }

    /// <summary>XEP-0115 §4 wants a URI: that of the gateway is one that nobody else has.</summary>
    public static string NodeOf(Network network) => "xmpp:" + network.Link.Domain;

    /// <summary>The hash of what the contact, or the gateway for null, says in service discovery.</summary>
    public string HashOf(Network network, RemoteContact? contact)
    {
        if (contact is null)
        {
            return EntityCapabilities.Hash(GatewayFeatures.InfoOf(network));
        }

        var capabilities = network.CapabilitiesOf(contact);
        if (!_hashes.TryGet(capabilities, out var hash) || hash is null)
        {
            hash = EntityCapabilities.Hash(ContactFeatures.InfoOf(capabilities));
            _hashes.Set(capabilities, hash);
        }

        return hash;
    }
}
