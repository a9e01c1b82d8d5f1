using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Groups;

namespace XmppGateway.Adapters.Email;

/// <content>Mails of several people as rooms.</content>
internal sealed partial class EmailAdapter
{
    public bool HasPersonalHistory => true;

    public bool HasModeration => false;

    /// <summary>Who is away gets the mails one to one; who is out gets none from here.</summary>
    public bool PutsOutTheAbsent => false;

    /// <summary>Who is among the people of a group comes in as often as they like.</summary>
    public bool LetsBackIn => true;

    public bool AsksRulesItself => true;

    // Also where no group is a room any more: what comes late about one is said under the name that it has.
    public RoomAddress? ParseRoom(string text) => Group.ReadId(text) is { } id ? new(id) : null;

    public ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken) =>
        _options.HasRooms ? _rooms.EnterAsync(room, user, nick, cancellationToken)
        : ValueTask.FromResult<RoomEntry>(new RoomEntry.Refused(GroupTexts.NoSuchGroup, FailureCondition.NoSuchRecipient));

    public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) =>
        _rooms.LeaveAsync(room, user, cancellationToken);

    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        _rooms.GetStateAsync(room, user, cancellationToken);

    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        _rooms.GetMembersAsync(room, user, cancellationToken);

    public ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        _rooms.GetListedAsync(room, user, rank, cancellationToken);

    public RemoteUserId? IdentityOf(Jid user) => _rooms.IdentityOf(user);

    public Jid? UserOf(RemoteUserId identity) => _rooms.UserOf(identity);

    public ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
        _rooms.GetHistoryAsync(room, user, before, limit, cancellationToken);

    /// <summary>Who was not among the recipients of a mail does not read it later.</summary>
    public ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RoomAudience.Invited);

    public ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken) =>
        _orders.ChangeAsync(room, user, change, cancellationToken);

    /// <summary>No group is listed: each is known to its people.</summary>
    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RoomList?>(new([], null, 0));

    private static RemoteContact? RoomOf(string text) => Group.ReadId(text) is { } id ? new(new(id), id) { IsRoom = true } : null;

    /// <summary>Changes are shown in the room as what they are, and go out in words.</summary>
    private Capabilities RoomCapabilities() => new()
    {
        Attachments = Support.Native,
        LargestAttachment = _files?.Largest,
        Reactions = Support.Native,
        Edits = Support.Native,
        Retractions = Support.Native,
        Replies = true,
        RichText = true,
    };
}
