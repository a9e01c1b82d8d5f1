using XmppGateway.Protection;

namespace XmppGateway.Rooms;

/// <summary>What the operator decides about rooms of several people.</summary>
internal sealed record RoomOptions
{
    public static RoomOptions Default { get; } = new();

    /// <summary>How many rooms of one network a user may belong to at once.</summary>
    public int MaximumPerUser { get; init; } = 1000;

    /// <summary>A user without any client in a room for so long leaves it on the network, too; null: never.</summary>
    public TimeSpan? LeaveAfter { get; init; }

    /// <summary>For how long what was said is kept; null: as long as other messages.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>How many messages a client gets on entering when it does not say how many it wants (XEP-0045 §7.2.13).</summary>
    public int History { get; init; } = 20;

    /// <summary>How many events a page of the archive has when a client does not say (XEP-0059).</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>How many it has at most.</summary>
    public int LargestPage { get; init; } = 100;

    /// <summary>Rooms become bookmarks of who enters them or is invited (XEP-0402), where the server lets us.</summary>
    public bool Bookmarks { get; init; } = true;

    /// <summary>What one user may say in one room.</summary>
    public RateLimit OfUser { get; init; } = new(60, 60);

    /// <summary>What all users of ours together may say in one room.</summary>
    public RateLimit OfRoom { get; init; } = new(600, 600);

    /// <summary>Rooms that nobody may enter, by address, id or server.</summary>
    public IReadOnlyList<RoomPattern> Denied { get; init; } = [];

    /// <summary>What those are told who want to, in the operator's words; null for the gateway's own.</summary>
    public string? DeniedText { get; init; }
}
