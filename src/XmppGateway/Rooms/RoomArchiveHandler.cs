using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// XEP-0313 for rooms: pages of what was said, for who belongs to the room. Where a page reaches back behind the archive, the network's own
/// history is read first.
/// </summary>
internal sealed class RoomArchiveHandler(Networks networks, RoomAddresses addresses, RoomBook book, IRoomArchive archive, RoomMessages messages, RoomPast past)
    : IStanzaHandler
{
    private const int LargestPage = 100;
    private const int UsualPage = 50;
    private const int MostIds = 50;

    /// <summary>Of the network's history for one request: a filter may let nothing of it through.</summary>
    private const int MostOfPast = 10;

    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Iq && addresses.IsRoom(stanza)
        && (ArchiveRequest.Find(stanza) is not null || ArchiveRequest.AsksForForm(stanza) || ArchiveRequest.AsksForMetadata(stanza));

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        if (await book.FindAsync(network, stanza.To!, cancellationToken) is not { } room || !room.Users.ContainsKey(stanza.From!.Bare))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.Forbidden, RoomTexts.NotInRoom));
        }

        if (ArchiveRequest.AsksForForm(stanza))
        {
            await link.SendAsync(stanza.Reply().With(ArchiveRequest.Fields()), cancellationToken);
        }
        else if (ArchiveRequest.AsksForMetadata(stanza))
        {
            await link.SendAsync(stanza.Reply().With(await MetadataAsync(room, cancellationToken)), cancellationToken);
        }
        else
        {
            await AnswerAsync(stanza, ArchiveRequest.Find(stanza)!, room, link, cancellationToken);
        }
    }

    private async ValueTask AnswerAsync(
        Stanza stanza, ArchiveRequest request, HostedRoom room, IComponentLink link, CancellationToken cancellationToken)
    {
        if (request.HasUnknownField || request.Ids.Count > MostIds)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented));
        }

        var page = request.Ids.Count > 0
            ? await FindAllAsync(room, request.Ids, cancellationToken)
            : await ReadAsync(stanza, request, room, cancellationToken);
        var ordered = request.IsFlipped ? page.Found.Reverse() : page.Found;
        foreach (var archived in ordered)
        {
            foreach (var said in await messages.WriteAsync(room, archived, stanza.To!.Bare, stanza.From!.Bare, cancellationToken))
            {
                var result = Stanza.Message(stanza.To.Bare, stanza.From, type: null);
                said.To = null;
                result.Payloads.Add(ArchiveRequest.Result(request.QueryId, archived.Id, archived.At, said));
                if (!await link.SendAsync(result, cancellationToken))
                {
                    return;
                }
            }
        }

        var set = new ResultSet(
            page.Found.Count > 0 ? page.Found[0].Id : null, page.Found.Count > 0 ? page.Found[^1].Id : null, page.Count);
        await link.SendAsync(stanza.Reply().With(ArchiveRequest.Fin(page.IsComplete, set)), cancellationToken);
    }

    private async ValueTask<Page> FindAllAsync(HostedRoom room, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<ArchivedEvent>();
        foreach (var id in ids)
        {
            // XEP-0313 §4.1.4: if one is missing, the whole request fails.
            found.Add(await archive.FindArchivedAsync(room.Row.Id, id, cancellationToken) ?? throw NoSuchItem());
        }

        return new Page([.. found.OrderBy(archived => archived.Position)], found.Count, true);
    }

    private async ValueTask<Page> ReadAsync(Stanza stanza, ArchiveRequest request, HostedRoom room, CancellationToken cancellationToken)
    {
        var limit = Math.Min(request.Page.Maximum ?? UsualPage, LargestPage);
        var backwards = request.Page.Before is not null;
        var query = new ArchiveQuery(room.Row.Id, limit + 1)
        {
            Start = request.Start,
            End = request.End,
            By = request.With is { } with ? IdOf(room, with) : null,
            // The page lies within what the filter lets through (XEP-0313 §4.1.4, XEP-0059).
            After = Later(
                await PlaceAsync(room, request.Page.After, cancellationToken), await PlaceAsync(room, request.AfterId, cancellationToken)),
            Before = Earlier(
                await PlaceAsync(room, request.Page.Before is { Length: > 0 } before ? before : null, cancellationToken),
                await PlaceAsync(room, request.BeforeId, cancellationToken)),
            FromEnd = backwards,
        };
        var found = await archive.ReadArchiveAsync(query, cancellationToken);
        if (backwards)
        {
            // Whoever scrolls back comes to the end of what the gateway has seen itself.
            for (var i = 0; i < MostOfPast && found.Count <= limit && await ReachesBackAsync(query, cancellationToken)
                && await MoreOfPastAsync(stanza, room, cancellationToken); i++)
            {
                found = await archive.ReadArchiveAsync(query, cancellationToken);
            }
        }

        var isComplete = found.Count <= limit
            && (!backwards || !await ReachesBackAsync(query, cancellationToken) || !await past.HasMoreAsync(room, cancellationToken));
        var shown = found.Count <= limit ? found : backwards ? [.. found.Skip(found.Count - limit)] : [.. found.Take(limit)];
        var count = await archive.CountArchiveAsync(query, cancellationToken);
        return new Page(shown, count, isComplete);
    }

    /// <summary>True when something older than all that is archived would belong to the answer.</summary>
    private async ValueTask<bool> ReachesBackAsync(ArchiveQuery query, CancellationToken cancellationToken)
    {
        if (query.After is not null)
        {
            return false;
        }

        return query.Start is not { } start
            || await archive.ReadArchiveAsync(new ArchiveQuery(query.Room, 1), cancellationToken) is not [var oldest] || oldest.At >= start;
    }

    private async ValueTask<bool> MoreOfPastAsync(Stanza stanza, HostedRoom room, CancellationToken cancellationToken)
    {
        using var turn = await room.EnterAsync(cancellationToken);
        return await past.FillAsync(room, stanza.From!.Bare, cancellationToken);
    }

    /// <summary>XEP-0059 §2.5: a place that is not in the archive is an error.</summary>
    private async ValueTask<long?> PlaceAsync(HostedRoom room, string? id, CancellationToken cancellationToken) =>
        id is null ? null : (await archive.FindArchivedAsync(room.Row.Id, id, cancellationToken) ?? throw NoSuchItem()).Position;

    private async ValueTask<System.Xml.Linq.XElement> MetadataAsync(HostedRoom room, CancellationToken cancellationToken)
    {
        var first = await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1), cancellationToken);
        var last = await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { FromEnd = true }, cancellationToken);
        return ArchiveRequest.Metadata(
            first is [var start] ? (start.Id, start.At) : null, last is [var end] ? (end.Id, end.At) : null);
    }

    /// <summary>Who is meant by an address; nobody by one that is not here.</summary>
    private static string IdOf(HostedRoom room, Abstractions.Jid with) =>
        (with.Resource is { } nick ? room.Occupants?.Find(nick)?.Member.Who.Id.Value : room.Users.GetValueOrDefault(with.Bare)?.Self)
        ?? (with.Local is { } local && with.Domain == room.Network.Link.Domain
            ? room.Network.Adapter.ParseAddress(Abstractions.JidEscaping.Unescape(local))?.Id.Value : null)
        ?? "";

    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;

    private static StanzaErrorException NoSuchItem() => new(StanzaError.Of(StanzaConditions.ItemNotFound));

    private sealed record Page(IReadOnlyList<ArchivedEvent> Found, long Count, bool IsComplete);
}
