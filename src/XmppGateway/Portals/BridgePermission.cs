using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>
/// Whether an XMPP room may be joined with a room of a network. Giving orders to the gateway is one right, deciding about a room is another: that
/// belongs to the room's owners and admins.
/// </summary>
internal sealed class BridgePermission(RoomScout scout, PortalLimits limits, TimeProvider time)
{
    // COMPAT(ejabberd 24.12): with mod_privilege no request of a component reaches the bare address of a room, and nobody answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Null when it may; otherwise why not.</summary>
    /// <param name="network">The network.</param>
    /// <param name="room">The XMPP room.</param>
    /// <param name="user">Who wants it; null for the operator at the command line, whom no room knows: the room's consent to the gateway counts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<LocalText?> RefuseAsync(Network network, Jid room, Jid? user, CancellationToken cancellationToken)
    {
        if (await scout.LookAsync(network, room, cancellationToken) is not { } seen)
        {
            return new("The XMPP room does not answer.", "Der XMPP-Raum antwortet nicht.");
        }

        if (seen.Refusal is { } refusal)
        {
            var words = PortalTexts.NotLetIn(refusal);
            return new("The XMPP room does not let the gateway in. " + words.English, "Der XMPP-Raum lässt das Gateway nicht hinein. " + words.German);
        }

        if (seen.Occupants.Count > limits.Occupants)
        {
            return PortalTexts.TooManyOccupants(seen.Occupants.Count, limits.Occupants);
        }

        if (user is null ? seen.Own >= RoomAffiliation.Admin : seen.Occupants.Any(item => item.Jid?.Bare == user.Bare && item.Affiliation >= RoomAffiliation.Admin))
        {
            return null;
        }

        if (user is not null && await IsListedAsync(network, room, user, cancellationToken))
        {
            return null;
        }

        var gateway = network.Link.Domain;
        return user is null
            ? new(
                $"The XMPP room has not agreed: one of its owners must make {gateway} an admin of it first.",
                $"Der XMPP-Raum hat nicht zugestimmt: Eine Person, der er gehört, muss zuerst {gateway} Verwaltungsrechte in ihm geben.")
            : new(
                $"Only an owner or admin of the XMPP room can connect it. If you are one: enter the room and make {gateway} an admin of it, so that the gateway sees it.",
                $"Nur wer den XMPP-Raum besitzt oder verwaltet, kann ihn verbinden. Falls Sie das tun: Betreten Sie den Raum und geben Sie {gateway} Verwaltungsrechte in ihm, damit das Gateway es sieht.");
    }

    /// <summary>XEP-0045 §9.8, §10.5: who is not there may be named in the lists, where the room shows them.</summary>
    private async Task<bool> IsListedAsync(Network network, Jid room, Jid user, CancellationToken cancellationToken)
    {
        var self = Jid.Parse(network.Link.Domain).WithResource(PortalBook.Resource);
        try
        {
            var answers = await Task.WhenAll(IsInAsync(RoomAffiliation.Owner), IsInAsync(RoomAffiliation.Admin)).WaitAsync(Patience, time, cancellationToken);
            return answers.Contains(true);
        }
        catch (TimeoutException)
        {
            return false;
        }

        async Task<bool> IsInAsync(RoomAffiliation affiliation)
        {
            var question = new RoomOrders([new RoomItem { Affiliation = affiliation }]).ToElement();
            var answer = await network.Link.AskAsync(Stanza.Iq(self, room, "get", "ranks", question), cancellationToken);
            return answer is { IsError: false } && answer.Payload(Namespaces.RoomAdmin + "query") is { } query
                && query.Elements(Namespaces.RoomAdmin + "item").Any(item =>
                    item.Attribute("affiliation")?.Value == RoomNames.Of(affiliation)
                    && Jid.TryParse(item.Attribute("jid")?.Value, out var jid) && jid.Bare == user.Bare);
        }
    }
}
