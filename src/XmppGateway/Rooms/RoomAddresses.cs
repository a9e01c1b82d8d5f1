using System.Buffers;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>
/// Which JID is which room. A room's JID is its address, escaped (XEP-0106), where it can be read back; otherwise a stored code. Any address
/// that leads to the room can be used.
/// </summary>
internal sealed class RoomAddresses(Networks networks, IRoomStore store)
{
    private const int MaximumBytes = 1023;
    private const string CodePrefix = "r";
    private static readonly SearchValues<char> Base32 = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    /// <summary>True when a JID of ours is a room's, known or not. Pure.</summary>
    public bool IsRoom(Jid jid) =>
        jid.Local is { } localpart && networks.OfDomain(jid.Domain) is { Adapter: IHostsRooms host }
        && (IsCode(localpart) || host.ParseRoom(JidEscaping.Unescape(localpart)) is not null);

    /// <summary>True for a stanza to a room or somebody in it.</summary>
    public bool IsRoom(Stanza stanza) => stanza.To is { } to && IsRoom(to);

    /// <summary>What a user wants to enter: the address behind a JID; null for a code that was never given out.</summary>
    public async ValueTask<RoomAddress?> FindAddressAsync(Network network, Jid jid, CancellationToken cancellationToken)
    {
        if (!IsCode(jid.Local!))
        {
            return ((IHostsRooms)network.Adapter).ParseRoom(JidEscaping.Unescape(jid.Local!));
        }

        return await store.FindRoomByLocalpartAsync(network.Name, jid.Local!, cancellationToken) is { } row ? new RoomAddress(row.Address) : null;
    }

    /// <summary>
    /// The JID for a room's address: made of it where it can be read back, or else a code that is stored (room ids, whose case counts).
    /// </summary>
    public async ValueTask<Jid> GetJidAsync(Network network, RoomAddress address, CancellationToken cancellationToken)
    {
        if (Readable(network, address) is not { } localpart)
        {
            localpart = CodePrefix + Localparts.Code(new RemoteUserId(address.Value), 0)[1..];
            await store.PutRoomAsync(new RoomRow(0, network.Name, address.Value, address.Value, null), localpart, cancellationToken);
        }

        return Jid.TryCreate(localpart, network.Link.Domain, null, out var jid)
            ? jid
            : throw new InvalidOperationException($"A room of {network.Name} has a localpart that is none.");
    }

    private static string? Readable(Network network, RoomAddress address) =>
        JidEscaping.TryEscape(address.Value, out var escaped)
        && Encoding.UTF8.GetByteCount(escaped) <= MaximumBytes
        && Jid.TryCreate(escaped, network.Link.Domain, null, out var jid)
        && ((IHostsRooms)network.Adapter).ParseRoom(JidEscaping.Unescape(jid.Local!)) == address
            ? jid.Local
            : null;

    // Like "m-", which stands before the codes of people, and 32 letters of Base32.
    private static bool IsCode(string localpart) =>
        localpart.Length == 34 && localpart.StartsWith(CodePrefix + "-", StringComparison.Ordinal) && localpart.AsSpan(2).IndexOfAnyExcept(Base32) < 0;
}
