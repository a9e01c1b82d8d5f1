using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>What the gateway asks the XMPP room of a portal.</summary>
internal static class PortalQuestions
{
    /// <summary>
    /// XEP-0313: true when the room says that it keeps what is said. COMPAT(ejabberd 24.12 with mod_privilege): it drops the question, so that no answer is
    /// no reason to ask again.
    /// </summary>
    public static async Task<bool> HasArchiveAsync(Portal portal, CancellationToken attached) =>
        await portal.Network.Link.AskAsync(Stanza.Iq(portal.Ear.Self, portal.Room, "get", "disco", DiscoInfo.Request()), attached) is { Type: "result" } answer
        && DiscoInfo.Parse(answer)?.Features.Contains(Namespaces.Archive.NamespaceName) == true;

    /// <summary>XEP-0045 §9.2: whom the room bans; null when it does not tell us, which it need not do unless we are one of its administrators.</summary>
    public static async Task<IReadOnlySet<Jid>?> OutcastsAsync(Portal portal, CancellationToken attached)
    {
        var question = new RoomOrders([new RoomItem { Affiliation = RoomAffiliation.Outcast }]).ToElement();
        var answer = await portal.Network.Link.AskAsync(Stanza.Iq(portal.Ear.Self, portal.Room, "get", "outcasts", question), attached);
        return answer is { Type: "result" } && answer.Payload(Namespaces.RoomAdmin + "query") is { } list
            ? list.Elements(Namespaces.RoomAdmin + "item").Select(item => Jid.TryParse(item.Attribute("jid")?.Value, out var jid) ? jid.Bare : null).OfType<Jid>().ToHashSet()
            : null;
    }

    /// <summary>XEP-0410 §3.2: what the errors mean. Null when nobody says: then what was sent may still be on its way.</summary>
    public static async Task<bool?> IsForgottenAsync(Portal portal, CancellationToken attached)
    {
        var answer = await portal.Network.Link.AskAsync(
            Ping.Request(portal.Ear.Self, portal.Room.WithResource(portal.Ear.Nick), "self"), attached);
        if (answer is null)
        {
            return null;
        }

        return !answer.IsError || StanzaError.Find(answer) is not { } error ? false : error.Condition switch
        {
            StanzaConditions.RemoteServerNotFound or StanzaConditions.RemoteServerTimeout => null,
            StanzaConditions.ServiceUnavailable or StanzaConditions.FeatureNotImplemented or StanzaConditions.ItemNotFound => false,
            _ => true,
        };
    }
}
