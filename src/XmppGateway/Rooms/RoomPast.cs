using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What was said before: from the archive, which is filled from the network's own history when somebody wants more than it holds. The network is asked
/// without the room's turn: however long it takes, what is said just now goes on.
/// </summary>
/// <param name="book">Which rooms there are.</param>
/// <param name="archive">What is known.</param>
/// <param name="histories">What the network knows.</param>
/// <param name="gaps">What is missing in between.</param>
/// <param name="messages">Writes it.</param>
/// <param name="usualHistory">What a client gets on entering when it does not say how much it wants.</param>
internal sealed class RoomPast(RoomBook book, IRoomArchive archive, RoomHistories histories, RoomGaps gaps, RoomMessages messages, int usualHistory)
{
    private const int LongestHistory = 100;
    private const int Page = 50;
    private const int PagesOfOnesOwn = 20;

    /// <summary>Who enters does not wait for more of what nobody has read before.</summary>
    private const int PagesOfGaps = 2;

    /// <summary>What is in a row when the network has nothing older.</summary>
    private const string Beginning = "";

    /// <summary>Nobody of ours was in the room until now: what was said meanwhile is missing. Called with the turn.</summary>
    public async ValueTask BeginAsync(HostedRoom room, CancellationToken cancellationToken)
    {
        // The first visitor reads the past as far as they want.
        if (await archive.GetPastAsync(room.Row.Id, cancellationToken) is not null
            || await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { OnlyMessages = true }, cancellationToken) is not [])
        {
            await gaps.OpenAsync(room, cancellationToken);
        }
    }

    /// <summary>Reads what was missed, and what somebody who comes in will be shown. Called without the turn.</summary>
    public async ValueTask PrepareAsync(HostedRoom room, Jid client, RoomJoin wish, CancellationToken cancellationToken)
    {
        await gaps.CatchUpAsync(room, client.Bare, cancellationToken);
        if (await archive.GetPastAsync(room.Row.Id, cancellationToken) is null && book.TakeUnread(room))
        {
            // What was said while the first visitor came in is no past to them.
            var isRead = false;
            try
            {
                isRead = await FillAsync(room, client.Bare, cancellationToken);
            }
            finally
            {
                if (!isRead)
                {
                    book.NoteUnread(room.Network, room.Id);
                }
            }
        }

        if (QueryOf(room, client.Bare, wish) is { } query
            && await gaps.ReadAsync(room, client.Bare, query, PagesOfGaps, cancellationToken) is { IsWhole: true } part && part.Found.Count < query.Limit)
        {
            await FillAsync(room, client.Bare, cancellationToken);
        }
    }

    /// <summary>§7.2.13: the newest messages, oldest first, each with its time, of what is known. Called with the turn.</summary>
    public async ValueTask<IReadOnlyList<Stanza>> RecallAsync(HostedRoom room, RoomClient client, RoomJoin wish, CancellationToken cancellationToken)
    {
        if (QueryOf(room, client.Jid.Bare, wish) is not { } query)
        {
            return [];
        }

        var stanzas = new List<Stanza>();
        foreach (var archived in (await gaps.ReadAsync(room, client.Jid.Bare, query, 0, cancellationToken)).Found)
        {
            room.NoteSeen(archived.Id, client.Jid);
            foreach (var stanza in await messages.WriteAsync(room, archived, client.Room, client.Jid, cancellationToken))
            {
                if (Delay.Find(stanza) is null)
                {
                    stanza.Payloads.Add(Delay.Create(archived.At, client.Room));
                }

                stanzas.Add(stanza);
            }
        }

        // §7.2.13: stanzas are counted, of which a message can have several.
        return Within(wish.MaximumStanzas is not null && stanzas.Count > query.Limit ? stanzas[^query.Limit..] : stanzas, wish.MaximumCharacters);
    }

    private ArchiveQuery? QueryOf(HostedRoom room, Jid user, RoomJoin wish) =>
        Math.Min(wish.MaximumStanzas ?? usualHistory, LongestHistory) is var wanted and not 0 && wish.MaximumCharacters != 0
            ? new ArchiveQuery(room.Row.Id, wanted) { FromEnd = true, OnlyMessages = true, Start = wish.Since, Reader = ReaderOf(room, user) }
            : null;

    /// <summary>Reads one page more of the network's history; false when there is none, or it cannot be had now.</summary>
    public async ValueTask<bool> FillAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        var before = await archive.GetPastAsync(room.Row.Id, cancellationToken);
        if (before is { Length: 0 } || await histories.ReadAsync(room, user, before, Page, cancellationToken) is not { } page)
        {
            return false;
        }

        using var turn = await room.EnterAsync(cancellationToken);
        if (await archive.GetPastAsync(room.Row.Id, cancellationToken) != before)
        {
            // Somebody else has read it meanwhile.
            return true;
        }

        var events = before is null
            ? await NewestPage.BeforeKnownAsync(archive, room, page.History.Events, null, cancellationToken)
            : page.History.Events;
        await archive.AddOlderAsync(RoomHistories.Archived(room, events), page.Asker, cancellationToken);
        await archive.SetPastAsync(room.Row.Id, page.History.Before ?? Beginning, cancellationToken);
        return true;
    }

    /// <summary>
    /// Somebody has come into a room in which others are already, and whose past is another one for each of them: what of it is theirs is read with their
    /// own eyes. A thousand events at most.
    /// </summary>
    public async ValueTask RevealAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        // What is newer than all that is known is no past: it is on its way to those who are here, and to who comes in now.
        var newest = await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { FromEnd = true, OnlyMessages = true }, cancellationToken) is [var last] ? last.At : (DateTimeOffset?)null;
        string? before = null;
        for (var page = 0; page < PagesOfOnesOwn; page++)
        {
            if (await RoomHistories.ReadAsAsync(room, user, before, Page, cancellationToken) is not { History: var history })
            {
                return;
            }

            var shown = RoomHistories.Archived(room, history.Events);
            List<ArchivedEvent> older = [];
            foreach (var what in shown.Where(what => newest is null || what.At <= newest))
            {
                if (await archive.FindArchivedAsync(room.Row.Id, what.Id, null, cancellationToken) is null)
                {
                    older.Add(what);
                }
            }

            older.ForEach(what => room.NoteRevealed(what.Id));
            await archive.AddOlderAsync(older, user.ToString(), cancellationToken);
            await archive.ShowArchivedAsync(room.Row.Id, [.. shown.Select(what => what.Id)], user.ToString(), cancellationToken);
            before = history.Before;
            if (before is null)
            {
                return;
            }
        }
    }

    /// <summary>True when the network may have more than the archive.</summary>
    public async ValueTask<bool> HasMoreAsync(HostedRoom room, CancellationToken cancellationToken) =>
        await archive.GetPastAsync(room.Row.Id, cancellationToken) is not { Length: 0 };

    /// <summary>A user who belongs to the room.</summary>
    public static ArchiveReader ReaderOf(HostedRoom room, Jid user) => new(user.ToString(), room.Users.GetValueOrDefault(user)?.Self ?? "");

    /// <summary>The last of them that fit into so many characters.</summary>
    private static List<Stanza> Within(List<Stanza> stanzas, int? characters)
    {
        if (characters is not { } left)
        {
            return stanzas;
        }

        var first = stanzas.Count;
        while (first > 0 && (left -= stanzas[first - 1].Render().Length) >= 0)
        {
            first--;
        }

        return stanzas[first..];
    }
}
