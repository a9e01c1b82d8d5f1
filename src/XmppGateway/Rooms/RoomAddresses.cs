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

    /// <summary>
    /// What a user wants to enter: the address behind a JID; null for a code that was never given out. What a room calls its address may lead to another
    /// one: a code means that address only where it was made of it, and otherwise the room to which it leads.
    /// </summary>
    public async ValueTask<RoomAddress?> FindAddressAsync(Network network, Jid jid, CancellationToken cancellationToken)
    {
        if (!IsCode(jid.Local!))
        {
            return ((IHostsRooms)network.Adapter).ParseRoom(JidEscaping.Unescape(jid.Local!));
        }

        return await store.FindRoomByLocalpartAsync(network.Name, jid.Local!, cancellationToken) is { } row
            ? new RoomAddress(CodeOf(new RoomAddress(row.Address)) == jid.Local ? row.Address : row.RemoteId)
            : null;
    }

    /// <summary>
    /// The JID for a room's address: made of it where it can be read back, or else a code that is stored (room ids, whose case counts).
    /// </summary>
    public async ValueTask<Jid> GetJidAsync(Network network, RoomAddress address, CancellationToken cancellationToken)
    {
        if (Readable(network, address) is not { } localpart)
        {
            localpart = CodeOf(address);
            await PutCodeAsync(network, address, localpart, cancellationToken);
        }

        return Jid.TryCreate(localpart, network.Link.Domain, null, out var jid)
            ? jid
            : throw new InvalidOperationException($"A room of {network.Name} has a localpart that is none.");
    }

    /// <summary>A room loses an address: a JID that leads to it without, stored. Returns its row, too, which does not name the address any more.</summary>
    public async ValueTask<(RoomRow Row, Jid Jid)> KeepAsync(Network network, RoomRow room, Jid lost, CancellationToken cancellationToken)
    {
        var id = new RoomAddress(room.RemoteId);
        var localpart = (await store.LocalpartsOfRoomAsync(room.Id, cancellationToken)).FirstOrDefault(localpart => localpart != lost.Local)
            ?? Readable(network, id) ?? CodeOf(id);
        var address = IsCode(localpart) ? id : ((IHostsRooms)network.Adapter).ParseRoom(JidEscaping.Unescape(localpart)) ?? id;
        var row = await store.RedirectRoomAsync(room with { Address = address.Value }, localpart, cancellationToken);
        return Jid.TryCreate(localpart, network.Link.Domain, null, out var jid)
            ? (row, jid)
            : throw new InvalidOperationException($"A room of {network.Name} has a localpart that is none.");
    }

    /// <summary>A code stays where it leads while somebody of ours belongs to that room, and what is known of rooms is stored once more, so that it is kept.</summary>
    private async ValueTask PutCodeAsync(Network network, RoomAddress address, string code, CancellationToken cancellationToken)
    {
        if (await store.FindRoomByLocalpartAsync(network.Name, code, cancellationToken) is { } known
            && (known.RemoteId == address.Value || known.Address == address.Value
                || await store.UsersOfRoomAsync(known.Id, cancellationToken) is not []))
        {
            await store.PutRoomAsync(known, code, cancellationToken);
            return;
        }

        var row = await store.FindRoomAsync(network.Name, address.Value, cancellationToken)
            ?? new RoomRow(0, network.Name, address.Value, address.Value, null);
        await store.RedirectRoomAsync(row, code, cancellationToken);
    }

    /// <summary>RFC 5122, XEP-0147: by which a client enters the room.</summary>
    public static string UriOf(Jid room) => $"xmpp:{Uri.EscapeDataString(room.Local!)}@{room.Domain}?join";

    private static string? Readable(Network network, RoomAddress address) =>
        JidEscaping.TryEscape(address.Value, out var escaped)
        && Encoding.UTF8.GetByteCount(escaped) <= MaximumBytes
        && Jid.TryCreate(escaped, network.Link.Domain, null, out var jid)
        && ((IHostsRooms)network.Adapter).ParseRoom(JidEscaping.Unescape(jid.Local!)) == address
            ? jid.Local
            : null;

    private static string CodeOf(RoomAddress address) => CodePrefix + Localparts.Code(new RemoteUserId(address.Value), 0)[1..];

    // Like "m-", which stands before the codes of people, and 32 letters of Base32.
    private static bool IsCode(string localpart) =>
        localpart.Length == 34 && localpart.StartsWith(CodePrefix + "-", StringComparison.Ordinal) && localpart.AsSpan(2).IndexOfAnyExcept(Base32) < 0;
}
