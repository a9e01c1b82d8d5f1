using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Portals;

/// <summary>What the queues hand to rooms: that of portals goes to the XMPP room, everything else to the rooms that are hosted here.</summary>
internal sealed class PortalTraffic(
    IRoomTraffic hosted, PortalBook book, PortalKeeper keeper, PortalMoving moving, PortalVoice voice, PortalPost post, Func<RemoteContact, Network, bool> allows, TimeProvider time)
    : IRoomTraffic
{
    private static readonly TimeSpan UntilSaidAgain = TimeSpan.FromDays(1);

    private const int Remembered = 4096;

    /// <summary>Who has heard that they are not heard, and when.</summary>
    private readonly BoundedCache<(long Portal, RemoteUserId Who), DateTimeOffset> _refused = new(Remembered);

    /// <inheritdoc/>
    public ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached) =>
        hosted.ShowAsync(network, what, stanzaId, attached);

    /// <inheritdoc/>
    public async ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, LaneWait wait, CancellationToken attached)
    {
        if (network.Adapter is not IVisitsRooms visits)
        {
            return await hosted.ShowAsync(network, what, stanzaId, wait, attached);
        }

        await book.LoadAsync(network, attached);
        if (book.Find(network, what.Room) is not { } portal)
        {
            // It has ended a portal, and comes again: the room itself goes on, maybe with users in it by now.
            return what is not RoomEnd { IsExclusion: true } && await hosted.ShowAsync(network, what, stanzaId, wait, attached);
        }

        // What occupants do in the network's room comes from the XMPP room, which has it already.
        if (visits.IsOccupant(what.By.Id))
        {
            return false;
        }

        switch (what)
        {
            case RoomMemberChange change when visits.IsOccupant(change.Member.Who.Id):
                await PutOutAsync(portal, visits, change, stanzaId, wait);
                break;
            case RoomMemberChange { Passage: RoomPassage.Present } change:
                await WelcomeAsync(portal, change, wait);
                break;
            case RoomMemberChange change:
                await DismissAsync(portal, visits, change, wait.Until);
                break;
            case RoomEnd { IsExclusion: true } end:
                await keeper.WithdrawAsync(portal, PortalTexts.NetworkPutOut(end.Reason), wait.Until);
                break;
            case RoomEnd { Successor: { } successor } when portal.Row.IsBridge:
                await moving.FollowAsync(portal, successor, wait);
                break;
            case RoomEnd:
                await keeper.EndAsync(portal, PortalTexts.NetworkRoomEnded, wait.Until);
                break;
            case RoomSubjectChange { Subject.Text: var subject } when await IsSubjectAsync(portal, subject, wait.Until):
            case RoomRanksChange or RoomStateChange:
                break;
            default:
                if (allows(what.By, network))
                {
                    await keeper.SetOpenAsync(portal, true, wait.Until);
                    await voice.SayAsync(portal, what, stanzaId, wait);
                }
                else if (portal.Row.IsBridge && what is RoomMessage { Kind: not MessageKind.Notice } unheard)
                {
                    await RefuseAsync(portal, unheard, stanzaId, wait.Until);
                }
                else if (what is RoomMessage)
                {
                    // A rule came after they did.
                    await PutOutAsync(portal, what.By, PortalTexts.NotAllowed, wait);
                }

                break;
        }

        // Everything that was said was confirmed by the room; a fence would prove less.
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<RoomEvent?> ReflectAsync(
        Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken) =>
        IsOfPortal(what) ? default : hosted.ReflectAsync(network, what, id, stanzaId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stanza?> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken) =>
        hosted.InviteAsync(network, invitation, stanzaId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken) =>
        hosted.RefuseAsync(network, refusal, stanzaId, cancellationToken);

    /// <inheritdoc/>
    public Stanza? Explain(Network network, DeliveryFailure failure, string stanzaId)
    {
        if (!failure.Contact.IsRoom || book.Find(network.Link.Domain, failure.User) is not { } portal || failure.User.Resource is null)
        {
            return null;
        }

        // XEP-0045 §7.5: to the author alone. No error: rooms put out whoever answers their messages with one.
        var reason = BodyText.CleanLine(failure.Reason.In(portal.Language));
        var words = MessageTexts.SomethingNotDelivered(network.Adapter.Description.Name, reason).In(portal.Language);
        var stanza = Stanza.Message(portal.Ear.Self, failure.User, "chat", stanzaId);
        stanza.Body = words;
        return stanza.With(new System.Xml.Linq.XElement(Namespaces.RoomUser + "x"));
    }

    /// <summary>Whoever talks on has read it once; and two programs would answer each other for ever.</summary>
    private async Task RefuseAsync(Portal portal, RoomMessage unheard, string stanzaId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_refused.TryGet((portal.Row.Id, unheard.By.Id), out var at) && now - at < UntilSaidAgain)
        {
            return;
        }

        await post.RefuseAsync(portal, unheard.Id, stanzaId, FailureCondition.NotAllowed, PortalTexts.NotAllowed, cancellationToken);
        _refused.Set((portal.Row.Id, unheard.By.Id), now);
    }

    /// <summary>With the turn: one that is heard in this moment counts once it is on its way to the network.</summary>
    private static async ValueTask<bool> IsSubjectAsync(Portal portal, string subject, CancellationToken cancellationToken)
    {
        using var turn = await portal.EnterAsync(cancellationToken);
        return subject == portal.Subject;
    }

    private static bool IsOfPortal(GatewayEvent what) => what.User.Resource is not null || what is Undeliverable or PortalEnd or SubjectChange or OccupantChange;

    private async Task WelcomeAsync(Portal portal, RoomMemberChange change, LaneWait wait)
    {
        var who = change.Member.Who;
        if (!allows(who, portal.Network))
        {
            await PutOutAsync(portal, who, PortalTexts.NotAllowed, wait);
            return;
        }

        await keeper.SetOpenAsync(portal, true, wait.Until);
        if (portal.Seats.TryGetValue(who.Id, out var seat) && seat.State == SeatState.Seated)
        {
            seat.Who = who;
            await PortalSeats.RenameAsync(portal, seat, wait.Until);
            return;
        }

        if (seat is not null)
        {
            seat.Who = who;
        }

        var (taken, error) = await voice.SeatAsync(portal, who, change.Timestamp, wait);
        if (taken is null && !portal.HasEnded)
        {
            await PutOutAsync(portal, who, error, wait);
        }
    }

    /// <summary>Who has no seat does not read, either; except in a room that was theirs before it was connected: there they hear why when they speak.</summary>
    private async Task PutOutAsync(Portal portal, RemoteContact who, LocalText? reason, LaneWait wait)
    {
        if (!portal.Row.IsBridge)
        {
            await post.PutOutAsync(portal, who.Id, portal.Room, RoomPassage.Removed, portal.Room, reason?.In(portal.Language), wait.Until);
        }
    }

    private async Task DismissAsync(Portal portal, IVisitsRooms visits, RoomMemberChange change, CancellationToken cancellationToken)
    {
        if (portal.Seats.TryRemove(change.Member.Who.Id, out var seat))
        {
            await PortalSeats.LeaveAsync(portal, seat, change.Reason, cancellationToken);
        }

        if (portal.IsOpen && await visits.GetVisitorsAsync(portal.RemoteRoom, cancellationToken) is { Count: 0 })
        {
            await keeper.SetOpenAsync(portal, false, cancellationToken);
        }
    }

    /// <summary>Somebody of the network wants an occupant out. Who may not, is told, and the occupant comes back.</summary>
    private async Task PutOutAsync(Portal portal, IVisitsRooms visits, RoomMemberChange change, string stanzaId, LaneWait wait)
    {
        if (change.Passage is not (RoomPassage.Removed or RoomPassage.Banned or RoomPassage.Unbanned)
            || await visits.FindOccupantAsync(change.Member.Who.Id, wait.Until) is not { Resource: { } nick } occupant || occupant.Bare != portal.Room)
        {
            return;
        }

        var (seat, reason) = await voice.SeatAsync(portal, change.By, change.Timestamp, wait);
        if (seat is not null)
        {
            var error = change.Passage == RoomPassage.Unbanned
                ? await PortalOrders.LetBackAsync(portal, post, seat, nick, wait.Until)
                : await PortalOrders.PutOutAsync(portal, post, seat, nick, change.Passage, change.Reason, wait.Until);
            reason = error is null ? null : PortalTexts.Refused(error);
        }

        if (change.Passage == RoomPassage.Unbanned)
        {
            if (reason is not null && !portal.HasEnded)
            {
                await post.RefuseAsync(portal, null, stanzaId, FailureCondition.NotAllowed, PortalTexts.StaysBanned(nick, reason), wait.Until);
            }

            return;
        }

        if (reason is not null && !portal.HasEnded)
        {
            await post.RefuseAsync(portal, null, stanzaId, FailureCondition.NotAllowed, PortalTexts.Stays(nick, reason), wait.Until);
            await post.TellAsync(
                portal,
                new OccupantChange { User = occupant, Contact = portal.Contact, Timestamp = change.Timestamp, Passage = RoomPassage.Present },
                null,
                true,
                null,
                wait.Until);
        }
    }
}
