using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>
/// The alias of a direct room, the same whenever it is asked for. The homeserver gives an alias to one room only, so that a room whose
/// creation was not answered (a crash, a lost connection) is found again instead of being made twice.
/// </summary>
internal static class RoomAlias
{
    /// <summary>The part between `#` and the server name.</summary>
    public static string Localpart(RoomNote note, int generation)
    {
        var text = note.User + " " + note.Contact + " " + generation.ToString(CultureInfo.InvariantCulture);
        return GhostIds.Prefix + "dm_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
