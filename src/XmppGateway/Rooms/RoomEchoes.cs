using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>
/// What one of our users said, coming back from the network before the network has said that it took it. It must have the id of the user's own stanza
/// (XEP-0045 §7.4), or the client that sent it shows it twice; which one that is, the outbox knows.
/// </summary>
internal sealed class RoomEchoes(IMessageMap map, IOutboxStore outbox)
{
    // A conversation goes out in order: what comes back is among the first that wait.
    private const int Looked = 10;

    /// <summary>The event with the stanza's id, where it is an echo; else as it was.</summary>
    public async ValueTask<RoomEvent> CompleteAsync(HostedRoom room, RoomEvent what, CancellationToken cancellationToken)
    {
        if (what is not RoomMessage { StanzaId: null } said || room.UserOf(said.By.Id) is not { } user)
        {
            return what;
        }

        var (network, contact) = (room.Network.Name, room.Id.Value);
        var known = await map.FindByForeignAsync(network, user.ToString(), contact, said.Id.Value, cancellationToken);
        if (known is { StanzaId.Length: > 0 })
        {
            return said with { StanzaId = known.StanzaId };
        }

        foreach (var entry in await outbox.ReadOutgoingAsync(network, LaneName.Of(user, contact), 0, Looked, cancellationToken))
        {
            if (entry.StanzaId.Length > 0 && EventJson.Deserialize(entry.Payload) is Message message
                && message.Body.Plain == said.Body.Plain && message.Attachments.Count == said.Attachments.Count)
            {
                return said with { StanzaId = entry.StanzaId };
            }
        }

        return what;
    }
}
