using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Protection;

/// <summary>What subscriptions and returned messages tell about strangers and blocks.</summary>
internal sealed class Watch(Networks networks, IAddressBook addresses, Strangers strangers, Blocklists blocklists, Stops stops)
{
    /// <summary>
    /// The same handlers, which ask nothing of a stopped network; what they have done with subscriptions and returned messages is seen here afterwards. The stanza decides and not the
    /// handler: who handles what is often behind something else.
    /// </summary>
    public IReadOnlyList<IStanzaHandler> Over(IEnumerable<IStanzaHandler> handlers) => [.. handlers.Select(h => new WatchedHandler(new StoppableHandler(h, stops), SeeAsync))];

    private ValueTask SeeAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) => stanza.Kind switch
    {
        // Answers to the question whether there is such an account: nobody's blocks are looked for because of that.
        _ when stanza.To?.Local == AccountProbe.Localpart => ValueTask.CompletedTask,
        StanzaKind.Presence => SeePresenceAsync(stanza, link, cancellationToken),
        StanzaKind.Message => SeeMessageAsync(stanza, link),
        _ => ValueTask.CompletedTask,
    };

    private async ValueTask SeePresenceAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var user = stanza.From!.Bare;
        switch (stanza.Type)
        {
            case null:
                // The user has just come: what they have blocked while the gateway did not look.
                blocklists.ReadLater(network, user);
                break;

            // Whom the user adds or grants a subscription is no stranger any more.
            case "subscribe" or "subscribed" when strangers.AreLookedAt && stanza.To!.Local is not null
                && await addresses.FindContactAsync(network, stanza.To.Bare, cancellationToken) is { } contact:
                await strangers.NoteWrittenAsync(network, user, contact, cancellationToken);
                break;
        }
    }

    private ValueTask SeeMessageAsync(Stanza stanza, IComponentLink link)
    {
        // XEP-0191 §3.3: the user's server answers messages of blocked contacts with service-unavailable.
        if (stanza.IsError && StanzaError.Find(stanza) is { Condition: StanzaConditions.ServiceUnavailable })
        {
            blocklists.ReadLater(networks[link.Network], stanza.From!.Bare);
        }

        return ValueTask.CompletedTask;
    }
}
