using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>
/// What is remembered about rooms. `room/ID` says whose chat a room is and is kept until somebody enters it as a room of several people; `direct/USER MXID` names the room to write
/// into and goes when that room cannot be used any more. Everything may be read and written again after a crash.
/// </summary>
internal sealed class RoomNotes(IAdapterState state)
{
    /// <summary>Whose chat it is, or null for a room that is none of ours.</summary>
    public async ValueTask<RoomNote?> FindAsync(string roomId, CancellationToken cancellationToken) =>
        await state.GetAsync("room/" + roomId, cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, MatrixJson.Default.RoomNote)
            : null;

    /// <summary>Remembers whose chat it is; the first to say so is right.</summary>
    public async ValueTask AddAsync(string roomId, RoomNote note, CancellationToken cancellationToken) =>
        await state.GetOrAddAsync("room/" + roomId, JsonSerializer.Serialize(note, MatrixJson.Default.RoomNote), cancellationToken);

    /// <summary>Says anew whose chat it is: an invitation is more recent than anything remembered.</summary>
    public ValueTask SetAsync(string roomId, RoomNote note, CancellationToken cancellationToken) =>
        state.SetAsync("room/" + roomId, JsonSerializer.Serialize(note, MatrixJson.Default.RoomNote), cancellationToken);

    public ValueTask<string?> FindDirectAsync(RoomNote note, CancellationToken cancellationToken) =>
        state.GetAsync(Direct(note), cancellationToken);

    public ValueTask SetDirectAsync(RoomNote note, string roomId, CancellationToken cancellationToken) =>
        state.SetAsync(Direct(note), roomId, cancellationToken);

    /// <summary>Stops writing into a room; another one is made when there is something to write.</summary>
    public async ValueTask AbandonAsync(RoomNote note, string roomId, CancellationToken cancellationToken)
    {
        if (await FindDirectAsync(note, cancellationToken) == roomId)
        {
            // First the number: with the room forgotten and the number as before, the alias would lead back to it.
            await RaiseGenerationAsync(note, cancellationToken);
            await state.SetAsync(Direct(note), null, cancellationToken);
        }
    }

    /// <summary>How many rooms of this chat were abandoned: part of the next one's alias.</summary>
    public async ValueTask<int> GetGenerationAsync(RoomNote note, CancellationToken cancellationToken) =>
        int.TryParse(await state.GetAsync(Generation(note), cancellationToken), CultureInfo.InvariantCulture, out var number) ? number : 0;

    public async ValueTask<int> RaiseGenerationAsync(RoomNote note, CancellationToken cancellationToken)
    {
        var next = await GetGenerationAsync(note, cancellationToken) + 1;
        await state.SetAsync(Generation(note), next.ToString(CultureInfo.InvariantCulture), cancellationToken);
        return next;
    }

    /// <summary>True when the contact has left the room.</summary>
    public async ValueTask<bool> IsAwayAsync(string roomId, CancellationToken cancellationToken) =>
        await state.GetAsync("away/" + roomId, cancellationToken) is not null;

    public ValueTask SetAwayAsync(string roomId, bool away, CancellationToken cancellationToken) =>
        state.SetAsync("away/" + roomId, away ? "1" : null, cancellationToken);

    /// <summary>True for the first event that shows that a room is encrypted, also when asked again.</summary>
    public async ValueTask<bool> IsFirstEncryptedAsync(string roomId, string eventId, CancellationToken cancellationToken) =>
        await state.GetOrAddAsync("encrypted/" + roomId, eventId, cancellationToken) == eventId;

    /// <summary>True for the first event that shows that a room is no direct chat any more, also when asked again.</summary>
    public async ValueTask<bool> IsFirstOfGroupAsync(string roomId, string eventId, CancellationToken cancellationToken) =>
        await state.GetOrAddAsync("group/" + roomId, eventId, cancellationToken) == eventId;

    /// <summary>True for a room that was a direct chat and became something else.</summary>
    public async ValueTask<bool> IsOverAsync(string roomId, CancellationToken cancellationToken) =>
        await state.GetAsync("group/" + roomId, cancellationToken) is not null;

    /// <summary>The room is none of the direct chats any more: somebody has entered it as a room of several people.</summary>
    public async ValueTask ForgetAsync(string roomId, RoomNote note, CancellationToken cancellationToken)
    {
        await AbandonAsync(note, roomId, cancellationToken);
        await RenewAsync(roomId, cancellationToken);
        await state.SetAsync("room/" + roomId, null, cancellationToken);
    }

    /// <summary>An invitation begins everything anew.</summary>
    public async ValueTask RenewAsync(string roomId, CancellationToken cancellationToken)
    {
        await SetAwayAsync(roomId, away: false, cancellationToken);
        await state.SetAsync("group/" + roomId, null, cancellationToken);
    }

    /// <summary>The name that the contact claims. Untrusted.</summary>
    public ValueTask<string?> GetNameAsync(string mxid, CancellationToken cancellationToken) =>
        state.GetAsync("name/" + mxid, cancellationToken);

    public async ValueTask SetNameAsync(string mxid, string? name, CancellationToken cancellationToken)
    {
        if (await GetNameAsync(mxid, cancellationToken) != name)
        {
            await state.SetAsync("name/" + mxid, name, cancellationToken);
        }
    }

    /// <summary>The events that were written between an invitation and the ghost's joining, and were read from the history.</summary>
    public async ValueTask<bool> WasReadFromHistoryAsync(string roomId, string eventId, CancellationToken cancellationToken) =>
        await state.GetAsync("history/" + roomId, cancellationToken) is { } json
        && JsonSerializer.Deserialize(json, MatrixJson.Default.StringArray) is { } ids
        && ids.Contains(eventId, StringComparer.Ordinal);

    public ValueTask SetReadFromHistoryAsync(string roomId, IEnumerable<string> eventIds, CancellationToken cancellationToken) =>
        state.SetAsync("history/" + roomId, JsonSerializer.Serialize([.. eventIds], MatrixJson.Default.StringArray), cancellationToken);

    private static string Direct(RoomNote note) => "direct/" + note.User + " " + note.Contact;

    private static string Generation(RoomNote note) => "generation/" + note.User + " " + note.Contact;
}
