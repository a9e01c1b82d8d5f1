using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// XEP-0045 §9 and §10: who has an affiliation, in the room or not, and who has a role, which only those have who are there. Who is not there
/// is named by address.
/// </summary>
internal sealed class AffiliationLists(IAddressBook people)
{
    /// <summary>The list that the first item asks for.</summary>
    /// <exception cref="StanzaErrorException">The network does not say who it is now.</exception>
    public async ValueTask<RoomOrders> ReadAsync(HostedRoom room, Jid user, RoomOrders asked, CancellationToken cancellationToken)
    {
        if (asked.Items is not [var wanted, ..] || (wanted.Affiliation is null && wanted.Role is null))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest));
        }

        var items = (
            from occupant in room.Occupants?.All ?? []
            let affiliation = RoomRanks.AffiliationOf(occupant.Member)
            let role = RoomRanks.RoleOf(occupant.Member)
            where wanted.Affiliation == affiliation || (wanted.Affiliation is null && wanted.Role == role)
            orderby occupant.Nick
            select new RoomItem
            {
                Affiliation = affiliation,
                Role = role,
                Nick = occupant.Nick,
                Jid = RoomPresences.AddressOf(room, occupant.Member.Who),
            }).ToList();

        // Everybody who is not there has no affiliation: nobody lists them.
        if (wanted.Affiliation is { } listed and not RoomAffiliation.None)
        {
            items.AddRange(await AbsentAsync(room, user, listed, cancellationToken));
        }

        return new RoomOrders(items);
    }

    private async ValueTask<List<RoomItem>> AbsentAsync(HostedRoom room, Jid user, RoomAffiliation listed, CancellationToken cancellationToken)
    {
        var host = (IHostsRooms)room.Network.Adapter;
        var all = await host.GetListedAsync(room.Id, user, RoomRanks.RankOf(listed), cancellationToken)
            ?? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RemoteServerTimeout, RoomTexts.MembersUnknown));
        var items = new List<RoomItem>();
        foreach (var member in all.Where(member => room.Occupants?.Find(member.Who.Id) is null))
        {
            var jid = host.UserOf(member.Who.Id) ?? await people.GetJidAsync(room.Network, member.Who, cancellationToken);
            items.Add(new RoomItem { Affiliation = listed, Jid = jid });
        }

        return items;
    }
}
