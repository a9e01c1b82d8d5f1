using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Whom an event concerns that the gateway fails on. Asks only for what telling them needs, because any part may be the cause.</summary>
internal sealed class EventParties(IAdapterContext context, GhostIds ids, RoomNotes notes)
{
    public async ValueTask<ArrivalParties?> FindAsync(Arrival.Raw arrival, CancellationToken cancellationToken)
    {
        using var document = Parse(arrival.Payload);
        var what = document is null ? null : ClientEvent.Read(document.RootElement, arrival.Lane, context.Time.GetUtcNow());
        if (what is { Type: "m.room.member" } && MembershipChanges.Of(what, null, ids) == MembershipChange.GhostInvited)
        {
            return await FindInvitedAsync(what, cancellationToken);
        }

        // The room alone tells whose chat it is.
        return await notes.FindAsync(arrival.Lane, cancellationToken) is { } note && RoomChat.Of(note, ids, contactName: null) is { } chat
            ? new ArrivalParties(chat.User, chat.Contact, IsWrittenBy(chat, what) ? new RemoteMessageId(arrival.Key) : null)
            : null;
    }

    /// <summary>Anybody can invite the ghost of anybody: only users who may be written to hear of it.</summary>
    private async ValueTask<ArrivalParties?> FindInvitedAsync(ClientEvent what, CancellationToken cancellationToken) =>
        ids.UserOf(what.StateKey!) is { } user && await context.FindUserAsync(user, cancellationToken) == UserStanding.Reachable
            ? new ArrivalParties(user, new RemoteContact(new RemoteUserId(what.Sender), what.Sender), null)
            : null;

    // Client-server API, "m.notice": never answered by a program.
    private static bool IsWrittenBy(RoomChat chat, ClientEvent? what) =>
        what is not null
        && (what.Type == "m.room.encrypted" || EventTypes.IsSaid(what.Type))
        && what.Sender == chat.Note.Contact
        && what.Content.Text("msgtype") != "m.notice";

    private static JsonDocument? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonDocument.Parse(payload, TransactionReader.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
