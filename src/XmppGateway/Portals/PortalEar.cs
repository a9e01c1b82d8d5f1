using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>Takes every stanza that an XMPP room sends to somebody of ours.</summary>
internal sealed class PortalEar(PortalBook book, PortalHearing hearing, PortalPost post, TimeProvider time) : IStanzaHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly StanzaError NoWhispering = StanzaError.Of(
        StanzaConditions.NotAcceptable,
        new LocalText(
            "Private messages do not go through this room. Write to the person's address instead.",
            "Private Nachrichten gehen nicht durch diesen Raum. Schreiben Sie stattdessen an die Adresse der Person."));

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Message or StanzaKind.Presence, From: { Local: not null } from, To: { } to } && book.Find(to.Domain, from) is not null
        && stanza.Type != "probe";

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (stanza.Type is "subscribe" or "subscribed" or "unsubscribe" or "unsubscribed")
        {
            // RFC 6121 §3.1: a room is nobody's contact, and nobody is its; who asks is told.
            if (stanza.Type == "subscribe")
            {
                await link.SendAsync(PresenceStanzas.Of("unsubscribed", stanza.To!.Bare, stanza.From!.Bare), cancellationToken);
            }

            return;
        }

        if (book.Find(stanza.To!.Domain, stanza.From!) is not { } portal || portal.SeatOf(stanza.To) is not { } seat)
        {
            return;
        }

        while (true)
        {
            try
            {
                await (stanza.Kind == StanzaKind.Presence
                    ? HearPresenceAsync(portal, seat, stanza, cancellationToken)
                    : HearMessageAsync(portal, seat, stanza, link, cancellationToken));
                return;
            }
            catch (StoreUnavailableException)
            {
                // The room does not say it again; what comes behind it waits, and its server with it.
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task HearMessageAsync(Portal portal, Seat seat, Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (stanza.IsError)
        {
            if (stanza.Id is { Length: > 0 } id)
            {
                portal.Settle(id, StanzaError.Find(stanza) ?? StanzaError.Of(StanzaConditions.UndefinedCondition));
            }
        }
        else if (stanza.From!.Resource is null && stanza.Body is null && RoomNews.Find(stanza)?.Item is { } item)
        {
            // COMPAT(ejabberd 23): of type groupchat. Prosody: of type normal.
            if (ReferenceEquals(seat, portal.Ear))
            {
                using var turn = await portal.EnterAsync(cancellationToken);
                await hearing.HearRankAsync(portal, item, cancellationToken);
            }
        }
        else if (stanza.Type != "groupchat")
        {
            // Nobody whispers to a room: what is said to one person alone has a place where the answer finds its way.
            if (MessageArchive.FindResult(stanza) is { } result)
            {
                if (ReferenceEquals(seat, portal.Ear) && portal.Page is { } page && page.Query == result.Query)
                {
                    page.Add(result.Id, result.Message, result.At);
                }
            }
            else if (stanza.From!.Resource is not null && stanza.Body is not null && StanzaAnswers.Error(stanza, NoWhispering) is { } answer)
            {
                await link.SendAsync(answer, cancellationToken);
            }
        }
        else if (ReferenceEquals(seat, portal.Ear))
        {
            using var turn = await portal.EnterAsync(cancellationToken);
            if (portal.Waiting is { } waiting)
            {
                waiting.Add(stanza);
            }
            else
            {
                await hearing.HearAsync(portal, stanza, null, null, cancellationToken);
            }
        }
    }

    private async Task HearPresenceAsync(Portal portal, Seat seat, Stanza stanza, CancellationToken cancellationToken)
    {
        if (stanza.IsError)
        {
            var error = StanzaError.Find(stanza) ?? StanzaError.Of(StanzaConditions.UndefinedCondition);
            var signal = error.Condition == StanzaConditions.Conflict ? SeatSignal.NameTaken
                : IsTransient(error) ? SeatSignal.Silence
                : SeatSignal.Refused;
            await PortalSeats.DoAsync(portal, seat, seat.Take(signal, error), cancellationToken);
            return;
        }

        var news = RoomNews.Find(stanza) ?? new RoomNews();
        if (stanza.From!.Resource is not { } nick)
        {
            return;
        }

        if (ReferenceEquals(seat, portal.Ear))
        {
            using var turn = await portal.EnterAsync(cancellationToken);
            await hearing.HearOccupantAsync(portal, stanza, news, cancellationToken);
        }

        if (news.Statuses.Contains(RoomStatus.Self) || (stanza.Type == "unavailable" && nick == seat.Nick && seat.State == SeatState.Seated))
        {
            await HearSelfAsync(portal, seat, stanza, news, nick, cancellationToken);
        }
    }

    private async Task HearSelfAsync(
        Portal portal, Seat seat, Stanza stanza, RoomNews news, string nick, CancellationToken cancellationToken)
    {
        if (stanza.Type is null)
        {
            // §7.2.3: the room may have chosen another name (210).
            seat.Nick = nick;
            seat.Take(SeatSignal.Entered);
            return;
        }

        if (news.Statuses.Contains(RoomStatus.NickChanged))
        {
            seat.Nick = news.Item?.Nick ?? seat.Nick;
            return;
        }

        var passage = PassageOf(news);
        if (passage is null && news.Destruction is null)
        {
            // §7.14, §7.12: their own leaving, of which one before the present knocking says nothing; or the service stops.
            if (seat.State != SeatState.Joining)
            {
                var wasLeaving = seat.State == SeatState.Leaving;
                seat.Take(SeatSignal.Lost);
                if (!wasLeaving)
                {
                    portal.Call();
                }
            }

            return;
        }

        if (seat.Take(SeatSignal.PutOut) != SeatAction.TellPutOut)
        {
            return;
        }

        if (seat.Who is { } visitor)
        {
            if (news.Destruction is null)
            {
                var by = news.Item?.Actor is { } actor && Jid.TryCreate(portal.Room.Local, portal.Room.Domain, actor, out var known) ? known : portal.Room;
                await post.PutOutAsync(portal, visitor.Id, seat.Self, passage ?? RoomPassage.Removed, by, news.Item?.Reason, cancellationToken);
            }
        }
        else
        {
            portal.LastWords = news.Destruction is { } end ? PortalTexts.Destroyed(end) : PortalTexts.PutOut(news.Item?.Reason);
            portal.Call();
        }
    }

    private static RoomPassage? PassageOf(RoomNews news) =>
        news.Statuses.Contains(RoomStatus.Banned) ? RoomPassage.Banned
        : news.Statuses.Any(status => status is RoomStatus.Removed or RoomStatus.AffiliationLost or RoomStatus.MembersOnlyNow) ? RoomPassage.Removed
        : null;

    private static bool IsTransient(StanzaError error) =>
        error.Type == StanzaErrorType.Wait
        || error.Condition is StanzaConditions.RemoteServerTimeout or StanzaConditions.RemoteServerNotFound or StanzaConditions.ServiceUnavailable
            or StanzaConditions.InternalServerError or StanzaConditions.RecipientUnavailable;
}
