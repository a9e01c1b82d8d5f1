using System.Collections.Concurrent;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>
/// What counts only now (application service API, "Pushing ephemeral data"): who writes, who has read, who is there. A malformed one, or one that comes
/// while the store is away, is dropped.
/// </summary>
internal sealed class EphemeralEvents(IAdapterContext context, GhostIds ids, RoomNotes notes)
{
    private const int MaxRemembered = 20_000;

    /// <summary>Direct rooms in which the contact is writing.</summary>
    private readonly ConcurrentDictionary<string, bool> _typing = new(StringComparer.Ordinal);

    public async ValueTask TakeAsync(IReadOnlyList<JsonElement> events, CancellationToken cancellationToken)
    {
        var read = new List<Arrival>();
        try
        {
            foreach (var what in events)
            {
                var content = what.Child("content");
                switch (what.Text("type"))
                {
                    case "m.presence":
                        TakePresence(what.Text("sender"), content);
                        break;
                    case "m.typing" when await ChatOfAsync(what, cancellationToken) is { } chat:
                        TakeTyping(what.Text("room_id")!, content, chat);
                        break;
                    case "m.receipt" when await ChatOfAsync(what, cancellationToken) is { } chat:
                        read.AddRange(ReadBy(content, chat));
                        break;
                    default:
                        break;
                }
            }
        }
        catch (StateUnavailableException)
        {
            return;
        }

        if (read.Count > 0)
        {
            await context.PublishAsync(read, cancellationToken);
        }
    }

    private void TakePresence(string? sender, JsonElement content)
    {
        if (Mxid.TryParse(sender, out _) && !ids.IsOurs(sender!) && Presences.Read(content, context.Time.GetUtcNow()) is { } state)
        {
            context.Signal(new ContactSignal.Presence(new RemoteContact(new RemoteUserId(sender!), sender!), state));
        }
    }

    /// <summary>The event lists everybody who writes now. The end is told too: the contact attends, and writes no more.</summary>
    private void TakeTyping(string roomId, JsonElement content, RoomChat chat)
    {
        var types = content.Texts("user_ids").Contains(chat.Note.Contact);
        if (types ? !_typing.TryAdd(roomId, true) : !_typing.TryRemove(roomId, out _))
        {
            return;
        }

        if (_typing.Count >= MaxRemembered)
        {
            _typing.Clear();
        }

        context.Signal(new ContactSignal.Typing(chat.Contact, chat.User, types ? ChatStateKind.Composing : ChatStateKind.Active));
    }

    /// <summary>Client-server API, "Receipts": by event, by kind, by user. Only what the contact has read matters.</summary>
    private static IEnumerable<Arrival> ReadBy(JsonElement content, RoomChat chat)
    {
        foreach (var receipt in content.Members())
        {
            if (EventIds.IsValid(receipt.Name) && receipt.Value.Child("m.read").Child(chat.Note.Contact) is { ValueKind: JsonValueKind.Object } by)
            {
                yield return new Arrival.Ready("read " + receipt.Name, new Displayed
                {
                    User = chat.User,
                    Contact = chat.Contact,
                    Timestamp = by.Number("ts") is { } ms and > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.UnixEpoch,
                    UpTo = new RemoteMessageId(receipt.Name),
                });
            }
        }
    }

    private async ValueTask<RoomChat?> ChatOfAsync(JsonElement what, CancellationToken cancellationToken) =>
        what.Text("room_id") is { } roomId && await notes.FindAsync(roomId, cancellationToken) is { } note
            ? RoomChat.Of(note, ids, await notes.GetNameAsync(note.Contact, cancellationToken))
            : null;
}
