using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// Rooms among the bookmarks of users (XEP-0402), where their server lets us ask in their name (XEP-0356): a room that a user enters, or is
/// invited to, is there for all their clients. What a user has there is theirs: only that clients enter it by themselves ends, when the
/// user has left, so that none of them goes in again. Nobody waits for it.
/// </summary>
internal sealed partial class RoomBookmarks(IPrivileges privileges, bool isOn, TimeProvider time, ILogger<RoomBookmarks> logger)
{
    /// <summary>Clients that keep bookmarks put one there as they enter: theirs comes first.</summary>
    public static readonly TimeSpan ClientsFirst = TimeSpan.FromSeconds(5);

    private const int MostAtOnce = 100;

    /// <summary>How many of a user may wait for one more to be made of an invitation: others decide how many of those there are.</summary>
    private const int MostInvited = 20;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Jid, Task> _ofUsers = new();

    /// <summary>What is begun and not done yet. Read and changed with the lock.</summary>
    private readonly Dictionary<Jid, int> _begun = [];

    /// <summary>Ends when nothing is being done for a user; for tests.</summary>
    internal Task IdleAsync(Jid user) => _ofUsers.GetValueOrDefault(user.Bare) ?? Task.CompletedTask;

    /// <summary>The user is in the room now.</summary>
    public void Entered(Network network, Jid user, Jid room, string? name, string nick) =>
        Add(network, user, RoomBookmark.Create(room, Line(name), nick, true));

    /// <summary>
    /// The user was asked to come; they decide. Who wanted in before has decided: their clients enter, as they hear that the bookmark is there, or is there
    /// once more (XEP-0402).
    /// </summary>
    public void Invited(Network network, Jid user, Jid room, bool isAwaited)
    {
        if (!isAwaited)
        {
            Add(network, user, RoomBookmark.Create(room, null, null, false), MostInvited);
            return;
        }

        Begin(network, user, async () =>
        {
            if (await FindAsync(network, user.Bare, room) is var (known, isKnown) && isKnown)
            {
                var bookmark = known?.AtOnce(true) ?? RoomBookmark.Create(room, null, null, true);
                await privileges.AskAsAsync(network, user.Bare, "set", bookmark.Publish(), CancellationToken.None);
            }
        }, MostInvited);
    }

    /// <summary>
    /// The user is not in the room any more, and not by a lost connection. Where another one has taken its place, their bookmark of the old one is copied
    /// to it, with all that clients have put there.
    /// </summary>
    public void Left(Network network, Jid user, IReadOnlyList<Jid> addresses, Jid? next = null) => Begin(network, user, async () =>
    {
        foreach (var room in addresses)
        {
            if (await FindAsync(network, user.Bare, room) is not ({ } bookmark, _))
            {
                continue;
            }

            if (next is not null && await FindAsync(network, user.Bare, next) is (null, IsKnown: true))
            {
                await privileges.AskAsAsync(network, user.Bare, "set", (bookmark with { Room = next }).Publish(), CancellationToken.None);
            }

            if (bookmark.IsEnteredAtOnce)
            {
                await privileges.AskAsAsync(network, user.Bare, "set", bookmark.AtOnce(false).Publish(), CancellationToken.None);
            }
        }
    });

    /// <summary>One after the other for each user. Beyond what can be done at once nothing is: a bookmark is a convenience.</summary>
    private void Begin(Network network, Jid user, Func<Task> work, int most = int.MaxValue)
    {
        if (isOn && _ofUsers.Count < MostAtOnce)
        {
            lock (_lock)
            {
                var begun = _begun.GetValueOrDefault(user.Bare);
                if (begun >= most)
                {
                    return;
                }

                _begun[user.Bare] = begun + 1;
                var task = RunAsync(_ofUsers.GetValueOrDefault(user.Bare));
                _ofUsers[user.Bare] = task;
                _ = task.ContinueWith(
                    done => _ofUsers.TryRemove(KeyValuePair.Create(user.Bare, done)), CancellationToken.None, TaskContinuationOptions.None,
                    TaskScheduler.Default);
            }
        }

        async Task RunAsync(Task? before)
        {
            if (before is not null)
            {
                await before;
            }

            await TryAsync(network, work);
            lock (_lock)
            {
                if (--_begun[user.Bare] == 0)
                {
                    _begun.Remove(user.Bare);
                }
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Without the bookmark the room is the same; nothing is to fail for it.")]
    private async Task TryAsync(Network network, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            Log.NotKept(logger, e, network.Name);
        }
    }

    private void Add(Network network, Jid user, RoomBookmark bookmark, int most = int.MaxValue)
    {
        // From now on, however many rooms are before it.
        var due = time.GetUtcNow() + ClientsFirst;
        Begin(network, user, () => AddAsync(network, user.Bare, bookmark, due), most);
    }

    private async Task AddAsync(Network network, Jid user, RoomBookmark bookmark, DateTimeOffset due)
    {
        if (due - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(left, time);
        }

        if (await FindAsync(network, user, bookmark.Room) is (null, IsKnown: true))
        {
            await privileges.AskAsAsync(network, user, "set", bookmark.Publish(), CancellationToken.None);
        }
    }

    /// <summary>The bookmark of a room; and whether it is known that there is none.</summary>
    private async Task<(RoomBookmark? Bookmark, bool IsKnown)> FindAsync(Network network, Jid user, Jid room)
    {
        var answer = await privileges.AskAsAsync(network, user, "get", RoomBookmark.Request(room), CancellationToken.None);
        return answer switch
        {
            null => (null, false),

            // XEP-0060 §6.5.9: no such node, before the first bookmark, or no such item.
            { IsError: true } => (null, StanzaError.Find(answer) is { Condition: StanzaConditions.ItemNotFound }),
            _ => (RoomBookmark.Find(answer, room), true),
        };
    }

    private static string? Line(string? name) => name is null ? null : Translation.BodyText.CleanLine(name);

    private static partial class Log
    {
        [LoggerMessage(3123, LogLevel.Debug, "{Network}: a bookmark of a room could not be looked for or kept")]
        public static partial void NotKept(ILogger logger, Exception exception, string network);
    }
}
