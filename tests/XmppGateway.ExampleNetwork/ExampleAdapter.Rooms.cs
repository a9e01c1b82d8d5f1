using System.Globalization;
using System.Security.Cryptography;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// Rooms of several people. The network knows users of the gateway by an identity of their own; it decides who may do what, and tells
/// everything that happens, also what they did themselves, in the order of the room.
/// </summary>
internal sealed partial class ExampleAdapter : IHostsRooms
{
    private static readonly PostingResult.Refused NoRoom = new(ExampleTexts.NoSuchRoom, FailureCondition.NoSuchRecipient);
    private static readonly PostingResult.Refused Away = new(ExampleTexts.NetworkAway, FailureCondition.RemoteServerTimeout);

    /// <inheritdoc/>
    public RoomAddress? ParseRoom(string text) => ChatRooms.Read(text) is { } address ? new RoomAddress(address) : null;

    /// <inheritdoc/>
    public async ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken)
    {
        var refusal = await DoAsync(room.Value, new RoomHappening { Kind = Doing.Join, By = Participant.IdOf(user), Text = nick }, cancellationToken);
        return refusal is null && _network.Rooms.Find(room.Value) is { } found
            ? new RoomEntry.Entered(StateOf(found), new RemoteUserId(Participant.IdOf(user)))
            : new RoomEntry.Refused((refusal ?? NoRoom).Words, (refusal ?? NoRoom).Condition);
    }

    /// <inheritdoc/>
    public async ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) => AnswerOf(
        await DoAsync(room.Value, new RoomHappening { Kind = Doing.Leave, By = Participant.IdOf(user), Reason = reason }, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RoomOf(room, user) is { } found ? StateOf(found) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RoomMember>?>(RoomOf(room, user) is { } found ? [.. found.Inside.Select(MemberOf)] : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RoomMember>?>(RoomOf(room, user) is { } found ? [.. found.Listed(rank).Select(MemberOf)] : null);

    /// <inheritdoc/>
    public RemoteUserId? IdentityOf(Jid user) => new(Participant.IdOf(user));

    /// <inheritdoc/>
    public Jid? UserOf(RemoteUserId identity) => Participant.UserOf(identity.Value);

    /// <inheritdoc/>
    public ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RoomAudience.Everybody);

    public ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken)
    {
        if (RoomOf(room, user) is not { } found)
        {
            return ValueTask.FromResult<RoomHistory?>(null);
        }

        var (said, next) = found.Read(before is null ? null : int.Parse(before, CultureInfo.InvariantCulture), limit);
        return ValueTask.FromResult<RoomHistory?>(new RoomHistory(
            [.. said.Select(one => RoomEventOf(found, one)).OfType<RoomEvent>()], next?.ToString(CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public async ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken)
    {
        var by = Participant.IdOf(user);
        if (change is RoomChange.Configuration or RoomChange.Photo)
        {
            return AnswerOf(await ConfigureAsync(room, by, change, cancellationToken));
        }

        return AnswerOf(await DoAsync(
            room.Value,
            change switch
            {
                RoomChange.Subject subject => new RoomHappening { Kind = Doing.Subject, By = by, Text = subject.Text },
                RoomChange.Nick nick => new RoomHappening { Kind = Doing.Rename, By = by, Text = nick.Name },
                RoomChange.Rank rank => new RoomHappening { Kind = Doing.Rank, By = by, Who = rank.Who.Value, Rank = rank.To, Reason = rank.Reason },
                RoomChange.Voice voice => new RoomHappening { Kind = Doing.Voice, By = by, Who = voice.Who.Value, MaySpeak = voice.MaySpeak },
                RoomChange.Remove remove => new RoomHappening { Kind = Doing.Kick, By = by, Who = remove.Who.Value, Reason = remove.Reason },
                RoomChange.Invite invite => new RoomHappening { Kind = Doing.Invite, By = by, Who = invite.Who.Value, Reason = invite.Reason },
                RoomChange.Retract retract => new RoomHappening
                {
                    // Its id comes of the message: done again, it is the same.
                    Id = "retraction of " + retract.Target.Value,
                    Kind = Doing.Retraction,
                    By = by,
                    Target = retract.Target.Value,
                    Reason = retract.Reason,
                },
                _ => throw new InvalidOperationException($"Unknown change {change.GetType().Name}."),
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!_network.Answers())
        {
            return ValueTask.FromResult<RoomList?>(null);
        }

        var all = _network.Rooms.Search(search);
        var page = all.Where(room => after is null || string.CompareOrdinal(room.Address, after) > 0).Take(limit + 1).ToList();
        return ValueTask.FromResult<RoomList?>(
            new RoomList([.. page.Take(limit).Select(StateOf)], page.Count > limit ? page[limit - 1].Address : null, all.Count));
    }

    private async ValueTask<PostingResult.Refused?> ConfigureAsync(
        RemoteRoomId room, string by, RoomChange change, CancellationToken cancellationToken)
    {
        if (_network.Rooms.Find(room.Value) is not { } found)
        {
            return NoRoom;
        }

        var card = change switch
        {
            RoomChange.Photo photo => found.Card with { Picture = photo.Picture },
            RoomChange.Configuration wanted => found.Card with
            {
                Title = wanted.Name ?? found.Card.Title,
                MembersOnly = wanted.IsMembersOnly ?? found.Card.MembersOnly,
                Moderated = wanted.IsModerated ?? found.Card.Moderated,
                Hidden = wanted.IsPublic is { } isPublic ? !isPublic : found.Card.Hidden,
            },
            _ => found.Card,
        };
        if (card == found.Card)
        {
            return null;
        }

        var refusal = await DoAsync(room.Value, new RoomHappening { Kind = Doing.Configure, By = by, Text = card.Title }, cancellationToken);
        if (refusal is null)
        {
            found.Change(card, _context.Time.GetUtcNow());
            await _network.Rooms.HandOverAsync(found, cancellationToken);
        }

        return refusal;
    }

    /// <summary>Null when it is done.</summary>
    private async ValueTask<PostingResult.Refused?> DoAsync(string address, RoomHappening what, CancellationToken cancellationToken)
    {
        if (_network.Rooms.Find(address) is not { } room)
        {
            return _network.Answers() ? NoRoom : Away;
        }

        var id = what.Id.Length > 0 ? what.Id : Guid.NewGuid().ToString("N");
        switch (_network.DoInRoom(room, what with { Id = id, At = _context.Time.GetUtcNow() }))
        {
            case PostingResult.Away:
                return Away;
            case PostingResult.Refused refused:
                return refused;
        }

        // What is not taken now is handed over with the next that happens there.
        await _network.Rooms.HandOverAsync(room, cancellationToken);
        return null;
    }

    private ChatRoom? RoomOf(RemoteRoomId room, Jid user) =>
        _network.Answers() && _network.Rooms.Find(room.Value) is { } found && found.Find(Participant.IdOf(user)) is not null ? found : null;

    private static RoomAnswer AnswerOf(PostingResult.Refused? refusal) =>
        refusal is null ? new RoomAnswer.Done() : new RoomAnswer.Refused(refusal.Words, refusal.Condition);

    private RoomState StateOf(ChatRoom room) => new()
    {
        Id = new RemoteRoomId(room.Address),
        Address = new RoomAddress(room.Address),
        Name = room.Card.Title,
        Subject = room.Subject is { Author: { } author } set ? new RoomSubject(set.Text ?? "", ContactOf(author), set.At) : RoomSubject.None,
        Avatar = room.Card.Picture is { } picture
            ? new Avatar(Convert.ToHexStringLower(SHA256.HashData(picture.Content.Span)), _ => ValueTask.FromResult<Picture?>(picture))
            : null,
        IsMembersOnly = room.Card.MembersOnly,
        IsModerated = room.Card.Moderated,
        IsPublic = !room.Card.Hidden,
        MemberCount = room.Inside.Count,
    };
}
