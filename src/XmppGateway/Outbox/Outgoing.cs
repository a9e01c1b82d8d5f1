using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>One entry of the outbox on its lane.</summary>
internal sealed record Outgoing(Network Network, OutboxEntry Entry, GatewayEvent Event)
{
    /// <summary>A row for an event that begins its way; under a new delivery id, and without a wish for a receipt.</summary>
    public static OutboxEntry NewEntry(
        Network network, GatewayEvent what, Jid from, string? stanzaId, DateTimeOffset now, TimeSpan expiry) => new()
        {
            Network = network.Name,
            Lane = LaneName.Of(what),
            DeliveryId = StableId.Create(),
            User = what.User.ToString(),
            Contact = what.Contact.Id.Value,
            From = from.ToString(),
            StanzaId = stanzaId ?? "",
            Fingerprint = Fingerprint.Of(what),
            Payload = EventJson.Serialize(what),
            AcceptedAt = now,
            ExpiresAt = now + expiry,
        };

    /// <summary>The id of the refusal of an incoming message: whoever refuses it, its author is told once.</summary>
    public static string RefusalId(string stanzaId) => "error:" + stanzaId;
}
