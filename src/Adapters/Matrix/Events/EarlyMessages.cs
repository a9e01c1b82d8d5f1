using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>
/// What the contact wrote between inviting the ghost and the ghost's joining. Homeservers push a room's events to us only while a ghost
/// is a member, and Element sends the first message in the same moment as the invitation, so this is read from the room's history.
/// What is older than the invitation is not shown.
/// </summary>
internal sealed class EarlyMessages(MatrixClient client, RoomNotes notes, PollNotes polls, TimeProvider time)
{
    private const int PageSize = 100;
    private const int MaxPages = 3;

    /// <summary>The messages in order. The error is a temporary one.</summary>
    public async ValueTask<Answer<IReadOnlyList<Message>>> ReadAsync(
        ClientEvent invitation, RoomChat chat, CancellationToken cancellationToken)
    {
        var found = new List<ClientEvent>();
        var joined = false;
        string? from = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await client.GetRecentAsync(chat.Ghost, invitation.RoomId, PageSize, filter: null, from, cancellationToken);
            if (!answer.Succeeded)
            {
                return answer.Error.IsTemporary ? answer.Error : Answer<IReadOnlyList<Message>>.FromValue([]);
            }

            var complete = Collect(answer.Value, invitation, chat, found, ref joined);
            from = answer.Value.End;
            if (complete || from is null || answer.Value.Chunk is null or { Count: 0 })
            {
                break;
            }
        }

        found.Reverse();
        foreach (var what in found)
        {
            await polls.RememberAsync(what, cancellationToken);
        }

        var edits = found.Where(MessageEdit.IsEdit).Select(MessageEdit.Read).OfType<MessageEdit>().ToLookup(edit => edit.Target, edit => edit.Body);
        var messages = found
            .Where(what => EventTypes.IsSaid(what.Type))
            .Select(what => MessageText.Read(what) is { } text ? chat.Say(what, text) : null)
            .OfType<Message>()
            .Select(message => edits[message.Id!.Value].LastOrDefault() is { } body ? message with { Body = body } : message)
            .ToList();
        await notes.SetReadFromHistoryAsync(invitation.RoomId, messages.Select(message => message.Id!.Value.Value), cancellationToken);
        return messages;
    }

    /// <summary>
    /// Takes what lies between the ghost's joining and the invitation, newest first. True when the invitation was reached.
    /// </summary>
    private bool Collect(MessagePage page, ClientEvent invitation, RoomChat chat, List<ClientEvent> found, ref bool joined)
    {
        foreach (var element in page.Chunk ?? [])
        {
            if (ClientEvent.Read(element, invitation.RoomId, time.GetUtcNow()) is not { } what)
            {
                continue;
            }

            if (what.Id == invitation.Id)
            {
                return true;
            }

            if (what.Type == "m.room.member" && what.StateKey == chat.Ghost && what.Content.Text("membership") == "join")
            {
                // An earlier stay ended before this invitation; only the joining that followed it counts.
                joined = true;
            }
            else if (joined && what.Sender == chat.Note.Contact)
            {
                found.Add(what);
            }
        }

        return false;
    }
}
