using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>Brings ours into XMPP rooms and out again. What the room answers comes back through <see cref="PortalEar"/>.</summary>
internal sealed class PortalSeats(IAddressBook people, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Nothing of what was said before: the gateway's own seat hears it for all.</summary>
    private static readonly RoomJoin Silently = new() { MaximumStanzas = 0, MaximumCharacters = 0 };

    /// <summary>The seat of one of the network's people, taken or not.</summary>
    public async ValueTask<Seat> GetAsync(Portal portal, RemoteContact who, CancellationToken cancellationToken)
    {
        if (portal.Seats.TryGetValue(who.Id, out var known))
        {
            return known;
        }

        var self = await people.GetJidAsync(portal.Network, who, cancellationToken);
        return portal.Seats.GetOrAdd(who.Id, _ => new Seat(self.WithResource(PortalBook.Resource), who) { NameOf = PortalBook.NameOf });
    }

    /// <summary>Knocks, where that is needed, and waits for the room's answer.</summary>
    /// <exception cref="OperationCanceledException">The link went, or the token was cancelled.</exception>
    public async Task<SeatOutcome> SeatAsync(Portal portal, Seat seat, RoomJoin? join, CancellationToken cancellationToken)
    {
        var (action, outcome) = seat.Come(join ?? Silently);
        await DoAsync(portal, seat, action, cancellationToken);
        try
        {
            return await outcome.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            seat.Take(SeatSignal.Silence);
            return new SeatOutcome.Unknown();
        }
    }

    /// <summary>Says goodbye, where somebody is there.</summary>
    public static async Task LeaveAsync(Portal portal, Seat seat, string? reason, CancellationToken cancellationToken)
    {
        if (seat.Take(SeatSignal.Go) == SeatAction.SayGoodbye)
        {
            var goodbye = Stanza.Presence(seat.Self, portal.Room.WithResource(seat.Nick), "unavailable");
            if (!string.IsNullOrEmpty(reason))
            {
                goodbye.Payloads.Add(new System.Xml.Linq.XElement(Namespaces.Component + "status", Translation.BodyText.CleanLine(reason)));
            }

            await portal.Network.Link.SendAsync(goodbye, cancellationToken);
        }
    }

    /// <summary>XEP-0045 §7.6: another name; the room's answer says whether it is theirs.</summary>
    public static async Task RenameAsync(Portal portal, Seat seat, CancellationToken cancellationToken)
    {
        var name = PortalBook.NameOf(seat.Who, 0);
        if (seat.State == SeatState.Seated && name != seat.Nick)
        {
            await portal.Network.Link.SendAsync(Stanza.Presence(seat.Self, portal.Room.WithResource(name)), cancellationToken);
        }
    }

    /// <summary>Does what a signal leads to.</summary>
    public static async Task DoAsync(Portal portal, Seat seat, SeatAction action, CancellationToken cancellationToken)
    {
        if (action is SeatAction.Knock or SeatAction.KnockOtherwise)
        {
            var knock = Stanza.Presence(seat.Self, portal.Room.WithResource(seat.Nick)).With(seat.Join.ToElement());
            if (!await portal.Network.Link.SendAsync(knock, cancellationToken))
            {
                seat.Take(SeatSignal.Lost);
            }
        }
    }
}
