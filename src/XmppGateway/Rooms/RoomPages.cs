using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Pages of a room's archive. Their items are stanzas: an event that was said in several can be on two pages. Where a page reaches back behind
/// the archive, the network's own history is read first.
/// </summary>
internal sealed class RoomPages(IRoomArchive archive, RoomMessages messages, RoomPast past, RoomGaps gaps, RoomOptions options)
{
    /// <summary>Of the network's history for one request: a filter may let nothing of it through.</summary>
    private const int MostOfPast = 10;

    /// <summary>The same for what is missing in the archive, which pages forwards come to from its older end and so need all of.</summary>
    private const int MostOfGapBackwards = 5;
    private const int MostOfGapForwards = 100;

    /// <summary>One stanza of the answer.</summary>
    public sealed record Item(string Id, DateTimeOffset At, Stanza Stanza);

    /// <summary>A part of an archive, in the room's order.</summary>
    /// <param name="Items">What is shown.</param>
    /// <param name="First">The first place of the page, also where nothing of that is shown any more; null on an empty one.</param>
    /// <param name="Last">The last one.</param>
    /// <param name="Count">How many events there are in all: about as many items, which is enough (XEP-0059 §2.6).</param>
    /// <param name="IsComplete">True when nothing follows in the direction of the question.</param>
    public sealed record Page(IReadOnlyList<Item> Items, string? First, string? Last, long Count, bool IsComplete);

    /// <summary>These and no others.</summary>
    /// <exception cref="StanzaErrorException">One of them is not there.</exception>
    public async ValueTask<Page> FindAsync(HostedRoom room, RoomReader reader, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var wanted = new List<(ArchivedEvent Event, int Number)>();
        foreach (var id in ids.Select(RoomStanzaId.Parse).Distinct())
        {
            // XEP-0313 §4.1.4: if one is missing, the whole request fails.
            wanted.Add((await archive.FindArchivedAsync(room.Row.Id, id.Event, reader.Of(room), cancellationToken) ?? throw NoSuchItem(), id.Number));
        }

        var items = new List<Item>();
        foreach (var numbers in wanted.GroupBy(each => each.Event.Position, each => each).OrderBy(each => each.Key))
        {
            var all = await WriteAsync(room, reader, numbers.First().Event, cancellationToken);
            foreach (var (_, number) in numbers.OrderBy(each => each.Number))
            {
                if (number <= all.Count)
                {
                    items.Add(all[number - 1]);
                }
                else if (number > 1)
                {
                    throw NoSuchItem();
                }
            }
        }

        return new Page(items, items.FirstOrDefault()?.Id, items.LastOrDefault()?.Id, items.Count, true);
    }

    /// <summary>The page that was asked for.</summary>
    /// <exception cref="StanzaErrorException">It lies at a place that is not there, or cannot be read now.</exception>
    public async ValueTask<Page> ReadAsync(HostedRoom room, RoomReader reader, ArchiveRequest request, CancellationToken cancellationToken)
    {
        var limit = Math.Min(request.Page.Maximum ?? options.PageSize, options.LargestPage);
        var backwards = request.Page.Before is not null;

        // The page lies within what the filter lets through (XEP-0313 §4.1.4, XEP-0059).
        var after = Later(
            await PlaceAsync(room, request.Page.After, cancellationToken), await PlaceAsync(room, request.AfterId, cancellationToken));
        var before = Earlier(
            await PlaceAsync(room, request.Page.Before is { Length: > 0 } place ? place : null, cancellationToken),
            await PlaceAsync(room, request.BeforeId, cancellationToken));
        var rest = after is not null && after.Number < (await WriteAsync(room, reader, after.Event, cancellationToken)).Count;
        var query = new ArchiveQuery(room.Row.Id, limit + 1)
        {
            Reader = reader.Of(room),
            Start = request.Start,
            End = request.End,
            By = request.With is { } with ? IdOf(room, with) : null,
            After = rest ? after!.Event.Position - 1 : after?.Event.Position,
            Before = before is { Number: > 1 } ? before.Event.Position + 1 : before?.Event.Position,
            FromEnd = backwards,
        };
        var (found, isWhole) = await gaps.ReadAsync(
            room, reader.User, query, backwards ? MostOfGapBackwards : MostOfGapForwards, cancellationToken);
        if (!isWhole && found.Count == 0 && limit > 0)
        {
            // XEP-0313 §4.3: an empty page would be taken for the end.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.ResourceConstraint, RoomTexts.PastUnread));
        }

        if (backwards && isWhole)
        {
            // Whoever scrolls back comes to the end of what the gateway has seen itself.
            for (var i = 0; i < MostOfPast && found.Count <= limit && await ReachesBackAsync(query, cancellationToken)
                && await past.FillAsync(room, reader.User, cancellationToken); i++)
            {
                found = await archive.ReadArchiveAsync(query, cancellationToken);
            }
        }

        var isComplete = isWhole && found.Count <= limit
            && (!backwards || !await ReachesBackAsync(query, cancellationToken) || !await past.HasMoreAsync(room, cancellationToken));
        IReadOnlyList<ArchivedEvent> shown =
            found.Count <= limit ? found : backwards ? [.. found.Skip(found.Count - limit)] : [.. found.Take(limit)];
        var count = await archive.CountArchiveAsync(query, cancellationToken);
        return await CutAsync(room, reader, shown, new Page([], null, null, count, isComplete), (after, before, limit, backwards), cancellationToken);
    }

    /// <summary>XEP-0313 §5: by what the archive is named at its end.</summary>
    public async ValueTask<string> LastIdOfAsync(HostedRoom room, RoomReader reader, ArchivedEvent archived, CancellationToken cancellationToken) =>
        (await WriteAsync(room, reader, archived, cancellationToken)) is [.., var last] ? last.Id : IdOf(archived, 1);

    /// <summary>XEP-0313 §5: by what the archive is named at its beginning.</summary>
    public static string FirstIdOf(ArchivedEvent archived) => IdOf(archived, 1);

    /// <summary>The stanzas of events between two places, no more than fit.</summary>
    private async ValueTask<Page> CutAsync(
        HostedRoom room, RoomReader reader, IReadOnlyList<ArchivedEvent> shown, Page page,
        (Place? After, Place? Before, int Limit, bool Backwards) within, CancellationToken cancellationToken)
    {
        var items = new List<Item>();
        var (first, last) = (default(string), default(string));
        foreach (var archived in shown)
        {
            var all = await WriteAsync(room, reader, archived, cancellationToken);
            var from = within.After?.Event.Position == archived.Position ? within.After.Number : 0;
            var to = within.Before?.Event.Position == archived.Position ? Math.Min(within.Before.Number - 1, all.Count) : all.Count;
            items.AddRange(all.Skip(from).Take(to - from));
            first ??= IdOf(archived, from + 1);
            last = IdOf(archived, Math.Max(1, to));
        }

        if (items.Count <= within.Limit)
        {
            return page with { Items = items, First = first, Last = last };
        }

        items = within.Backwards ? items[^within.Limit..] : items[..within.Limit];
        return page with
        {
            Items = items,
            First = within.Backwards ? items[0].Id : first,
            Last = within.Backwards ? last : items[^1].Id,
            IsComplete = false,
        };
    }

    private async ValueTask<IReadOnlyList<Item>> WriteAsync(
        HostedRoom room, RoomReader reader, ArchivedEvent archived, CancellationToken cancellationToken)
    {
        var stanzas = await messages.WriteAsync(room, archived, reader.Room, reader.User, cancellationToken);
        return [.. stanzas.Select((stanza, index) => new Item(IdOf(archived, index + 1), archived.At, stanza))];
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

    /// <summary>XEP-0059 §2.5: a place that is not in the archive is an error. A stanza may have gone with what was taken back: its event is the place.</summary>
    private async ValueTask<Place?> PlaceAsync(HostedRoom room, string? id, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return null;
        }

        var named = RoomStanzaId.Parse(id);
        return new Place(await archive.FindArchivedAsync(room.Row.Id, named.Event, null, cancellationToken) ?? throw NoSuchItem(), named.Number);
    }

    /// <summary>Who is meant by an address; nobody by one that is not here.</summary>
    private static string IdOf(HostedRoom room, Jid with) =>
        (with.Resource is { } nick ? room.Occupants?.Find(nick)?.Member.Who.Id.Value : room.Users.GetValueOrDefault(with.Bare)?.Self)
        ?? (with.Local is { } local && with.Domain == room.Network.Link.Domain
            ? room.Network.Adapter.ParseAddress(JidEscaping.Unescape(local))?.Id.Value : null)
        ?? "";

    private static string IdOf(ArchivedEvent archived, int number) => new RoomStanzaId(archived.Id, number).ToString();

    private static Place? Later(Place? one, Place? other) => one is null || other?.IsAfter(one) == true ? other ?? one : one;

    private static Place? Earlier(Place? one, Place? other) => one is null || (other is not null && one.IsAfter(other)) ? other : one;

    private static StanzaErrorException NoSuchItem() => new(StanzaError.Of(StanzaConditions.ItemNotFound));

    private sealed record Place(ArchivedEvent Event, int Number)
    {
        public bool IsAfter(Place other) => (Event.Position, Number).CompareTo((other.Event.Position, other.Number)) > 0;
    }
}

/// <summary>Who reads an archive.</summary>
/// <param name="User">Bare JID.</param>
/// <param name="Room">The bare JID by which they asked.</param>
internal sealed record RoomReader(Jid User, Jid Room)
{
    /// <summary>As the archive knows them.</summary>
    public ArchiveReader Of(HostedRoom room) => RoomPast.ReaderOf(room, User);
}
