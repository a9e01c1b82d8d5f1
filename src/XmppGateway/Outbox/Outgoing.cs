using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>One entry of the outbox on its lane.</summary>
internal sealed record Outgoing(Network Network, OutboxEntry Entry, GatewayEvent Event)
{
    /// <summary>The letter that it begins; null where it goes on its own.</summary>
    public Letter? Letter { get; init; }

    /// <summary>The id under which it goes.</summary>
    public string DeliveryId => (Letter?.Last ?? this).Entry.DeliveryId;

    /// <summary>The last entry that ends with it.</summary>
    public Outgoing Last => Letter?.Last ?? this;

    /// <summary>Why the stored event cannot be read; null where it can.</summary>
    public Exception? Damage { get; private init; }

    /// <summary>Reads an entry. One that cannot be read must not hide what comes after it: it stands for itself, and its sender gets it back.</summary>
    public static Outgoing Read(Network network, OutboxEntry entry)
    {
        try
        {
            return new Outgoing(network, entry, EventJson.Deserialize(entry.Payload));
        }
#pragma warning disable CA1031 // Whatever is wrong with one payload is wrong with that one only.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Unreadable(network, entry, exception);
        }
    }

    /// <summary>What its row says of an entry is enough to give it back.</summary>
    private static Outgoing Unreadable(Network network, OutboxEntry entry, Exception damage)
    {
        var contact = new RemoteContact(new RemoteUserId(entry.Contact), entry.Contact);
        return new Outgoing(
            network,
            entry,
            Jid.TryParse(entry.User, out var user)
                ? new Message { User = user, Contact = contact, Timestamp = entry.AcceptedAt, Body = new RichText("") }

                // Nobody to tell: of a marker nobody waits to hear.
                : new Displayed { User = Jid.Parse(network.Link.Domain), Contact = contact, Timestamp = entry.AcceptedAt, UpTo = new RemoteMessageId("") })
        {
            Damage = damage,
        };
    }

    /// <summary>A row for an event that begins its way; under a new delivery id, and without a wish for a receipt.</summary>
    public static OutboxEntry NewEntry(
        Network network, GatewayEvent what, Jid from, string? stanzaId, DateTimeOffset now, TimeSpan expiry) => new()
        {
            Network = network.Name,
            Lane = LaneName.Of(what),
            DeliveryId = StableId.Create(),
            User = what.User.Bare.ToString(),
            Contact = what.Contact.Id.Value,
            From = from.ToString(),
            StanzaId = stanzaId ?? "",
            Fingerprint = Fingerprint.Of(what),
            Payload = EventJson.Serialize(what),
            AcceptedAt = now,
            ExpiresAt = now + expiry,
        };

    /// <summary>The id of the refusal of an incoming message: whoever refuses it, its author is told once.</summary>
    public static string RefusalId(string stanzaId) => RefusalKey.OfReturned(stanzaId);
}
