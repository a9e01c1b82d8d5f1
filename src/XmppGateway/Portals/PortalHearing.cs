using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>
/// What the gateway's own seat hears, in the order of the room: what came from the network is confirmed by its own reflection, everything else goes
/// to the network. Called with the portal's turn.
/// </summary>
internal sealed partial class PortalHearing(
    IPortalStore store, IAddressBook people, PortalReader reader, PortalPost post, PortalLimits limits, TimeProvider time, ILogger<PortalHearing> logger)
{
    private const int MostQuestions = 3;

    private readonly OccupantNames _names = new(limits, time);

    /// <summary>A message of type groupchat.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="stanza">The message.</param>
    /// <param name="archived">Its id in the archive from which it comes; null when it was heard.</param>
    /// <param name="at">Its time there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">Nothing was stored, and it has to be heard again.</exception>
    public async Task HearAsync(Portal portal, Stanza stanza, string? archived, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var nick = stanza.From!.Resource;
        var id = PortalReader.ArchiveIdOf(portal, stanza, archived);
        var when = at ?? Delay.Find(stanza) ?? time.GetUtcNow();
        var subject = stanza.Body is null ? stanza.Payload(Namespaces.Component + "subject")?.Value : null;
        if (nick is not null && stanza.Id is { Length: > 0 } stanzaId
            && await store.FindPortalStanzaAsync(portal.Row.Id, stanzaId, cancellationToken) is { ForeignId: not null }
            && await store.ConfirmInPortalAsync(portal.Row.Id, stanzaId, nick, id, when, cancellationToken))
        {
            portal.Position = (id, when);
            portal.Subject = subject ?? portal.Subject;
            portal.Settle(stanzaId, null);
            return;
        }

        if (subject is not null)
        {
            await HearSubjectAsync(portal, stanza, subject, cancellationToken);
            return;
        }

        if (nick is not null && portal.IsOurs(nick))
        {
            return;
        }

        GatewayEvent? what;
        try
        {
            what = await reader.ReadAsync(portal, stanza, at ?? Delay.Find(stanza), portal.Network.CapabilitiesOf(portal.Contact), cancellationToken);
        }
#pragma warning disable CA1031 // One message that this program fails on must not keep it from hearing the next one.
        catch (Exception exception) when (exception is not (StoreUnavailableException or OperationCanceledException))
#pragma warning restore CA1031
        {
            Log.Bug(logger, exception, portal.Network.Name);
            return;
        }

        if ((what = nick is null || what is null ? what : _names.Voice(portal, nick, what)) is null)
        {
            return;
        }

        if (nick is not null && what is Message { User.Resource: not null } && portal.TellsOccupants && !portal.Told.Contains(nick)
            && portal.Occupants.TryGetValue(nick, out var item) && !IsOurs(portal, nick, item))
        {
            // They came when there was no name left for them.
            await TellAsync(portal, nick, RoomPassage.Present, null, cancellationToken);
        }

        var row = new PortalMessageRow(portal.Row.Id, stanza.Id ?? "", id, OccupantNames.NoteOf(nick, what), OccupantId.Find(stanza), null, when);
        await post.PassOnAsync(portal, row, what, cancellationToken);
        portal.Position = (id, when);
    }

    /// <summary>
    /// XEP-0045 §9.1, §9.2: the room tells its moderators what somebody is to it who is not there. One of the network's people who is banned, or is not any
    /// more, is so in the network's room.
    /// </summary>
    public async Task HearRankAsync(Portal portal, RoomItem item, CancellationToken cancellationToken)
    {
        if (item is { Jid: { Local: not null } jid, Affiliation: { } affiliation } && jid.Domain == portal.Network.Link.Domain
            && await people.FindContactAsync(portal.Network, jid.Bare, cancellationToken) is { } person)
        {
            var passage = affiliation == RoomAffiliation.Outcast ? RoomPassage.Banned : RoomPassage.Unbanned;
            await post.PutOutAsync(portal, person.Id, jid, passage, portal.Room, item.Reason, cancellationToken);
        }
    }

    /// <summary>
    /// XEP-0045 §9.2: bans that the room has lifted unheard are lifted in the network's room, too, where the room tells the gateway whom it bans. Called without
    /// the portal's turn.
    /// </summary>
    public async Task LiftBansAsync(Portal portal, CancellationToken cancellationToken)
    {
        for (var asked = 0; asked < MostQuestions && !await CompareBansAsync(portal, cancellationToken); asked++)
        {
            // The room has said something of bans meanwhile: what it answered may be older.
        }
    }

    /// <summary>True when nothing is left to be done; false when the room is to be asked again.</summary>
    private async Task<bool> CompareBansAsync(Portal portal, CancellationToken cancellationToken)
    {
        var news = portal.BanNews;
        var known = (await store.PortalBansAsync(portal.Row.Id, cancellationToken)).Where(ban => ban.IsVisitor).ToList();
        if (known.Count == 0 || await PortalQuestions.OutcastsAsync(portal, cancellationToken) is not { } outcasts)
        {
            return true;
        }

        using var turn = await portal.EnterAsync(cancellationToken);
        foreach (var ban in known)
        {
            if (!Jid.TryParse(ban.Address, out var address) || outcasts.Contains(address))
            {
                continue;
            }

            if (portal.BanNews != news)
            {
                return false;
            }

            await post.PutOutAsync(portal, new RemoteUserId(ban.Who), address, RoomPassage.Unbanned, portal.Room, null, cancellationToken);
            news = portal.BanNews;
        }

        return true;
    }

    /// <summary>Where the network stands with respect to who is in the XMPP room; done once its own people sit there.</summary>
    public async Task TellOccupantsAsync(Portal portal, CancellationToken cancellationToken)
    {
        foreach (var nick in portal.Occupants.Keys.Where(nick => !portal.IsOurs(nick) && !portal.Told.Contains(nick)).ToList())
        {
            OccupantNames.Give(portal, nick);
            await TellAsync(portal, nick, RoomPassage.Present, null, cancellationToken);
        }

        foreach (var nick in portal.Told.Where(nick => !portal.Occupants.ContainsKey(nick) || portal.IsOurs(nick)).ToList())
        {
            await TellAsync(portal, nick, RoomPassage.Left, null, cancellationToken);
        }

        portal.TellsOccupants = true;
    }

    /// <summary>Nobody of the XMPP room is in the network's any more. From now on it hears of none.</summary>
    public async Task TellGoneAsync(Portal portal, CancellationToken cancellationToken)
    {
        portal.TellsOccupants = false;
        foreach (var nick in portal.Told.ToList())
        {
            await TellAsync(portal, nick, RoomPassage.Left, null, cancellationToken);
        }
    }

    /// <summary>Somebody of the XMPP room, and nobody of ours, has come, gone, or has another name.</summary>
    public async Task HearOccupantAsync(Portal portal, Stanza presence, RoomNews news, CancellationToken cancellationToken)
    {
        var nick = presence.From!.Resource!;
        var item = news.Item ?? new RoomItem();
        if (presence.Type is null)
        {
            portal.Occupants[nick] = item;
            if (portal.TellsOccupants && !IsOurs(portal, nick, item) && !portal.Told.Contains(nick))
            {
                await TellAsync(portal, nick, RoomPassage.Present, null, cancellationToken);
            }

            return;
        }

        portal.Occupants.TryRemove(nick, out _);
        var renamed = news.Statuses.Contains(RoomStatus.NickChanged) ? item.Nick : null;
        if (renamed is not null)
        {
            portal.Occupants[renamed] = item with { Nick = null };
        }

        if (!portal.TellsOccupants || !portal.Told.Contains(nick))
        {
            return;
        }

        var passage = news.Statuses.Contains(RoomStatus.Banned) ? RoomPassage.Banned
            : news.Statuses.Contains(RoomStatus.Removed) ? RoomPassage.Removed
            : RoomPassage.Left;
        if (renamed is not null && !IsOurs(portal, renamed, item) && !portal.Told.Contains(renamed))
        {
            await TellAsync(portal, renamed, RoomPassage.Present, null, cancellationToken);
        }

        await TellAsync(portal, nick, passage, renamed is not null ? PortalTexts.Renamed(renamed).In(portal.Language) : item.Reason, cancellationToken);
    }

    private static bool IsOurs(Portal portal, string nick, RoomItem item) => portal.IsOurs(nick) || item.Jid?.Domain == portal.Network.Link.Domain;

    private async Task TellAsync(Portal portal, string nick, RoomPassage passage, string? reason, CancellationToken cancellationToken)
    {
        if (passage == RoomPassage.Present && (portal.Told.Count >= limits.Occupants || !_names.Take(portal, nick)))
        {
            return;
        }

        var change = new OccupantChange
        {
            User = portal.Room.WithResource(nick),
            Contact = portal.Contact,
            Timestamp = time.GetUtcNow(),
            Passage = passage,
            Reason = reason,
        };
        await post.TellAsync(portal, change, nick, passage == RoomPassage.Present, null, cancellationToken);
        OccupantNames.Give(portal, nick);
        _ = passage == RoomPassage.Present ? portal.Told.Add(nick) : portal.Told.Remove(nick);
    }

    private async Task HearSubjectAsync(Portal portal, Stanza stanza, string subject, CancellationToken cancellationToken)
    {
        // XEP-0045 §7.2.15: it is told to everybody who comes in, so the gateway hears the same one again.
        // A room that has none takes none from the network's room, which was there before.
        if (subject == (portal.Subject ?? "") || (stanza.From!.Resource is { } nick && portal.IsOurs(nick)))
        {
            portal.Subject = subject;
            return;
        }

        await post.TellAsync(
            portal,
            new SubjectChange { User = stanza.From!, Contact = portal.Contact, Timestamp = time.GetUtcNow(), Subject = subject },
            null,
            false,
            null,
            cancellationToken);
        portal.Subject = subject;
    }

    private static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Error, "{Network}: a message of an XMPP room could not be understood and is not passed on")]
        public static partial void Bug(ILogger logger, Exception exception, string network);
    }
}
