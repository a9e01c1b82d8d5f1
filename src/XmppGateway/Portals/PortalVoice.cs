using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Portals;

/// <summary>
/// Says in the XMPP room what was said in the network's room: one stanza after the other, each confirmed by the room before the next one, so that the
/// order holds and an end of the process doubles nothing. Called on the lane of the network's room.
/// </summary>
internal sealed class PortalVoice(
    IPortalStore store, PortalSeats seats, PortalStanzas stanzas, PortalPost post, PortalLimits limits, DeliverySettings settings, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    /// <summary>After that the room has not got it, or does not know the speaker any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the room has shown it, or its author was told why not.</summary>
    public async Task SayAsync(Portal portal, RoomEvent what, string stanzaId, LaneWait wait)
    {
        var failed = IdOf(what);
        var (seat, noSeat) = await SeatAsync(portal, what.By, what.Timestamp, wait);
        if (seat is null)
        {
            if (!portal.HasEnded)
            {
                await post.RefuseAsync(portal, failed, stanzaId, FailureCondition.NotAllowed, noSeat!, wait.Until);
            }

            return;
        }

        if (what is RoomRetraction retraction && await IsOfAnotherAsync(portal, retraction, wait.Until) is { } other)
        {
            if (await PortalOrders.ModerateAsync(portal, seat, PortalReader.NameOf(other), retraction.Reason, wait.Until) is { } refused)
            {
                await post.RefuseAsync(portal, failed, stanzaId, FailureCondition.NotAllowed, PortalTexts.Refused(refused), wait.Until);
            }

            return;
        }

        // Files may have to be put on a server first, which may be slow.
        if (await wait.ForAsync(stanzas.WriteAsync(portal, seat, what, stanzaId, wait.Until)) is not { } written)
        {
            if (what is RoomReactions)
            {
                await post.RefuseAsync(portal, failed, stanzaId, FailureCondition.NoSuchRecipient, PortalTexts.UnknownMessage, wait.Until);
            }

            return;
        }

        foreach (var stanza in written)
        {
            if (await SayAsync(portal, seat, stanza, what, wait) is { } reason)
            {
                await post.RefuseAsync(portal, failed, stanzaId, FailureCondition.NotAllowed, reason, wait.Until);
                return;
            }
        }
    }

    /// <summary>The seat of somebody, taken; or why it cannot be.</summary>
    public async Task<(Seat? Seat, LocalText? Error)> SeatAsync(Portal portal, RemoteContact who, DateTimeOffset since, LaneWait wait)
    {
        while (true)
        {
            if (!await WaitUntilReadyAsync(portal, since, wait))
            {
                return (null, PortalTexts.Lost);
            }

            if (!limits.HasSeatFor(portal, who.Id))
            {
                return (null, PortalTexts.Full(limits.Visitors));
            }

            var seat = await seats.GetAsync(portal, who, wait.Until);
            switch (await seats.SeatAsync(portal, seat, null, wait.Until))
            {
                case SeatOutcome.Seated:
                    return (seat, null);
                case SeatOutcome.Refused refused:
                    portal.Seats.TryRemove(who.Id, out _);
                    return (null, PortalTexts.NotLetIn(refused.Error));
                default:
                    await wait.Pause(Later, wait.Until);
                    break;
            }
        }
    }

    /// <summary>Waits until the gateway listens there; false when it is over, or too late.</summary>
    public async Task<bool> WaitUntilReadyAsync(Portal portal, DateTimeOffset since, LaneWait wait)
    {
        while (!portal.Ready.IsCompleted)
        {
            if (portal.HasEnded || time.GetUtcNow() - since > settings.Expiry)
            {
                return false;
            }

            await wait.Pause(Step, wait.Until);
        }

        return !portal.HasEnded;
    }

    /// <summary>Null when the room has shown it; otherwise why not.</summary>
    private async Task<LocalText?> SayAsync(Portal portal, Seat seat, Stanza stanza, RoomEvent what, LaneWait wait)
    {
        while (true)
        {
            if (await store.FindPortalStanzaAsync(portal.Row.Id, stanza.Id!, wait.Until) is { ArchiveId: not null })
            {
                // An earlier attempt got through, whoever made it.
                return null;
            }

            await store.AddToPortalAsync(
                new PortalMessageRow(portal.Row.Id, stanza.Id!, null, seat.Nick, what.By.Id.Value, ForeignIdOf(what), what.Timestamp), wait.Until);
            var said = portal.Expect(stanza.Id!);
            if (!await portal.Network.Link.SendAsync(stanza, wait.Until))
            {
                throw new OperationCanceledException("The link went.");
            }

            var error = await ConfirmAsync(said, wait) is { } heard ? heard.Error : null;
            portal.Forget(stanza.Id!);
            if (said.IsCompleted && error is null)
            {
                return null;
            }

            if (error is not null && !IsTransient(error) && error.Condition != StanzaConditions.NotAcceptable)
            {
                return PortalTexts.Refused(error);
            }

            if (time.GetUtcNow() - what.Timestamp > settings.Expiry)
            {
                return PortalTexts.Lost;
            }

            if (error is null || error.Condition == StanzaConditions.NotAcceptable)
            {
                // XEP-0045 §7.4: who is not in the room is answered not-acceptable; and who is not answered may not be, too.
                seat.Take(SeatSignal.Lost);
                if (error is null)
                {
                    portal.SetReady(false);
                }

                portal.Call();
            }

            await wait.Pause(error is null ? Step : Later, wait.Until);
            if (await SeatAsync(portal, what.By, what.Timestamp, wait) is { Error: { } reason })
            {
                return reason;
            }
        }
    }

    private async Task<Said?> ConfirmAsync(Task<Said> said, LaneWait wait)
    {
        // Most rooms answer at once. One that does not costs the others nothing.
        await Task.WhenAny(said, Task.Delay(Usual, time, wait.Until));
        for (var waited = Usual; !said.IsCompleted && waited < Patience; waited += Step)
        {
            await wait.Pause(Step, wait.Until);
        }

        wait.Until.ThrowIfCancellationRequested();
        return said.IsCompleted ? await said : null;
    }

    private async ValueTask<PortalMessageRow?> IsOfAnotherAsync(Portal portal, RoomRetraction retraction, CancellationToken cancellationToken) =>
        await stanzas.FindAsync(portal, retraction.Target, cancellationToken) is { } row
        && (row.ForeignId is null || row.OccupantId != retraction.By.Id.Value) ? row : null;

    private static RemoteMessageId? IdOf(RoomEvent what) => what switch
    {
        RoomMessage message => message.Id,
        RoomEdit edit => edit.Id,
        RoomRetraction retraction => retraction.Target,
        RoomReactions reactions => reactions.Target,
        _ => null,
    };

    /// <summary>What others can refer to; empty for what only came from the network.</summary>
    private static string ForeignIdOf(RoomEvent what) => what switch
    {
        RoomMessage message => message.Id.Value,
        RoomEdit edit => edit.Id.Value,
        _ => "",
    };

    private static bool IsTransient(StanzaError error) =>
        error.Type == StanzaErrorType.Wait
        || error.Condition is StanzaConditions.RemoteServerTimeout or StanzaConditions.RemoteServerNotFound or StanzaConditions.InternalServerError;
}
