using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>
/// The aliases of XMPP rooms, <c>#_xmpp_&lt;encoded room@service&gt;:server</c>. One-to-one, and apart from those of direct rooms: the encoded at-sign is
/// in none of them.
/// </summary>
internal sealed class RoomAliases(string serverName)
{
    private const int MaxBytes = 255;

    /// <summary>The alias of an XMPP room, or null when it would be longer than Matrix allows.</summary>
    public string? Of(Jid room)
    {
        var alias = "#" + LocalpartOf(room) + ":" + serverName;
        return Encoding.UTF8.GetByteCount(alias) <= MaxBytes ? alias : null;
    }

    /// <summary>The part between `#` and the server name.</summary>
    public static string LocalpartOf(Jid room) => GhostIds.Prefix + LocalpartCodec.Encode(room.Bare.ToString());

    /// <summary>The XMPP room behind an alias; null for what <see cref="Of"/> does not give out.</summary>
    public Jid? RoomOf(string alias)
    {
        var end = alias.Length - serverName.Length - 1;
        var begin = 1 + GhostIds.Prefix.Length;
        return end > begin && alias.StartsWith("#" + GhostIds.Prefix, StringComparison.Ordinal) && alias.EndsWith(":" + serverName, StringComparison.Ordinal)
            && LocalpartCodec.Decode(alias.AsSpan(begin, end - begin)) is { } text
            && Jid.TryParse(text, out var room) && room is { Local: not null, Resource: null } && Of(room) == alias
                ? room
                : null;
    }
}
