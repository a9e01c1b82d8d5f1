using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// What was said before: from the archive, which is filled from the network's own history when somebody wants more than it holds. Called with the
/// room's turn.
/// </summary>
internal sealed class RoomPast(IRoomArchive archive, RoomMessages messages)
{
    /// <summary>What a client gets on entering when it does not say how much it wants.</summary>
    private const int UsualHistory = 20;

    private const int LongestHistory = 100;
    private const int Page = 50;
    private const int PagesOfAbsence = 20;

    /// <summary>What is in a row when the network has nothing older.</summary>
    private const string Beginning = "";

    /// <summary>§7.2.13: the newest messages, oldest first, each with its time.</summary>
    public async ValueTask<IReadOnlyList<Stanza>> RecallAsync(HostedRoom room, RoomClient client, RoomJoin wish, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(wish.MaximumStanzas ?? UsualHistory, LongestHistory);
        if (wanted == 0 || wish.MaximumCharacters == 0)
        {
            return [];
        }

        var query = new ArchiveQuery(room.Row.Id, wanted) { FromEnd = true, OnlyMessages = true, Start = wish.Since };
        var found = await archive.ReadArchiveAsync(query, cancellationToken);
        if (found.Count < wanted && await FillAsync(room, client.Jid.Bare, cancellationToken))
        {
            found = await archive.ReadArchiveAsync(query, cancellationToken);
        }

        var stanzas = new List<Stanza>();
        foreach (var archived in found)
        {
            foreach (var stanza in await messages.WriteAsync(room, archived, client.Room, client.Jid, cancellationToken))
            {
                if (Delay.Find(stanza) is null)
                {
                    stanza.Payloads.Add(Delay.Create(archived.At, client.Room));
                }

                stanzas.Add(stanza);
            }
        }

        return Within(stanzas, wish.MaximumCharacters);
    }

    /// <summary>Reads one page more of the network's history; false when there is none, or it cannot be had now.</summary>
    public async ValueTask<bool> FillAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        var before = await archive.GetPastAsync(room.Row.Id, cancellationToken);
        if (before is { Length: 0 }
            || await ((IHostsRooms)room.Network.Adapter).GetHistoryAsync(room.Id, user, before, Page, cancellationToken) is not { } history)
        {
            return false;
        }

        var older = new List<ArchivedEvent>();
        foreach (var what in history.Events)
        {
            var nick = room.Occupants?.Find(what.By.Id)?.Nick ?? Nicks.Of(what.By);
            if (ArchivedEvents.Of(room.Row.Id, what, nick, Outbox.StableId.Create()) is { } archived)
            {
                older.Add(archived);
            }
        }

        await archive.AddOlderAsync(older, cancellationToken);
        await archive.SetPastAsync(room.Row.Id, history.Before ?? Beginning, cancellationToken);
        return true;
    }

    /// <summary>
    /// Nobody of ours was in the room for a while, and the network tells only those who are: what was said meanwhile is read, back to what is known. After
    /// a thousand events the rest is left out.
    /// </summary>
    public async ValueTask CatchUpAsync(HostedRoom room, Jid user, CancellationToken cancellationToken)
    {
        if (await archive.GetPastAsync(room.Row.Id, cancellationToken) is null
            && await archive.ReadArchiveAsync(new ArchiveQuery(room.Row.Id, 1) { OnlyMessages = true }, cancellationToken) is [])
        {
            // Its first visitor reads the past as far as they want.
            return;
        }

        var missed = new Stack<RoomEvent>();
        string? before = null;
        for (var page = 0; page < PagesOfAbsence; page++)
        {
            if (await ((IHostsRooms)room.Network.Adapter).GetHistoryAsync(room.Id, user, before, Page, cancellationToken) is not { } history
                || await TakeUnknownAsync(room, history.Events, missed, cancellationToken) || history.Before is null)
            {
                break;
            }

            before = history.Before;
        }

        foreach (var what in missed)
        {
            var nick = room.Occupants?.Find(what.By.Id)?.Nick ?? Nicks.Of(what.By);
            if (ArchivedEvents.Of(room.Row.Id, what, nick, Outbox.StableId.Create()) is { } archived)
            {
                await archive.AddArchivedAsync(archived, cancellationToken);
            }
        }
    }

    /// <summary>True when something known was reached.</summary>
    private async ValueTask<bool> TakeUnknownAsync(
        HostedRoom room, IReadOnlyList<RoomEvent> newestFirst, Stack<RoomEvent> missed, CancellationToken cancellationToken)
    {
        foreach (var what in newestFirst)
        {
            if (what is RoomMessage message && await archive.FindArchivedAsync(room.Row.Id, message.Id.Value, cancellationToken) is not null)
            {
                return true;
            }

            missed.Push(what);
        }

        return false;
    }

    /// <summary>True when the network may have more than the archive.</summary>
    public async ValueTask<bool> HasMoreAsync(HostedRoom room, CancellationToken cancellationToken) =>
        await archive.GetPastAsync(room.Row.Id, cancellationToken) is not { Length: 0 };

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
