using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>A room that everybody may find.</summary>
internal readonly record struct ListedRoom(Jid Jid, RoomState State);

/// <summary>What became of a look into a network's directory.</summary>
internal abstract record DirectoryAnswer
{
    private DirectoryAnswer()
    {
    }

    /// <summary>A part of it.</summary>
    public sealed record Page(IReadOnlyList<ListedRoom> Rooms, ResultSet Set) : DirectoryAnswer;

    /// <summary>This user has asked too often.</summary>
    public sealed record TooOften(TimeSpan Wait) : DirectoryAnswer;

    /// <summary>The network does not say, or not in time.</summary>
    public sealed record Unknown : DirectoryAnswer;

    /// <summary>There is no such page (XEP-0059 §2.2).</summary>
    public sealed record NoSuchPage : DirectoryAnswer;
}

/// <summary>
/// The public rooms of a network, page by page: networks page by marks of their own, which are what XEP-0059 calls ids of items. There is no way
/// back, because networks have none. Each user may ask so often and no more.
/// </summary>
internal sealed class RoomDirectory(RoomAddresses addresses, TimeProvider time)
{
    /// <summary>Of one page.</summary>
    public const int Most = 100;

    /// <summary>Of a page where nothing is said.</summary>
    public const int Usual = 50;

    /// <summary>What stands behind the last page.</summary>
    public const string End = "end";

    private const int Remembered = 4096;
    private const int LongestMark = 1024;
    private const char Mark = '.';

    private static readonly RateLimit Pace = new(20, 10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Buckets<(string Network, Jid User)> _asked = new(Pace, Remembered, time);

    /// <summary>A page of the rooms that fit a text, or of all. Gives out JIDs.</summary>
    /// <param name="network">One whose adapter hosts rooms.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="search">As a person types it; null for all.</param>
    /// <param name="wanted">Which page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<DirectoryAnswer> FindAsync(
        Network network, Jid user, string? search, ResultSetQuery wanted, CancellationToken cancellationToken)
    {
        if (wanted.After == End)
        {
            return new DirectoryAnswer.Page([], new ResultSet(null, null, null));
        }

        if (wanted.After is { } after && (after[0] != Mark || after.Length > LongestMark))
        {
            return new DirectoryAnswer.NoSuchPage();
        }

        if (_asked.Take((network.Name, user.Bare)) is { Ticks: > 0 } wait)
        {
            return new DirectoryAnswer.TooOften(wait);
        }

        var limit = Math.Clamp(wanted.Maximum ?? Usual, 1, Most);
        if (await AskAsync(network, user, search, wanted.After?[1..], limit, cancellationToken) is not { } list)
        {
            return new DirectoryAnswer.Unknown();
        }

        // XEP-0059 §2.7: only how many there are.
        if (wanted.Maximum == 0)
        {
            return new DirectoryAnswer.Page([], new ResultSet(null, null, list.Total));
        }

        var rooms = new List<ListedRoom>();
        foreach (var state in list.Rooms.Take(limit))
        {
            rooms.Add(new ListedRoom(await addresses.GetJidAsync(network, state.Address, cancellationToken), state));
        }

        return new DirectoryAnswer.Page(
            rooms, rooms.Count == 0 ? new ResultSet(null, null, list.Total) : new ResultSet(wanted.After ?? "begin", list.Next is { } next ? Mark + next : End, list.Total));
    }

    private async ValueTask<RoomList?> AskAsync(
        Network network, Jid user, string? search, string? after, int limit, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ((IHostsRooms)network.Adapter).ListAsync(user.Bare, search, after, limit, both.Token).AsTask().WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
