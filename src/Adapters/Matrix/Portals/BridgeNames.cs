using System.Globalization;
using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Portals;

/// <summary>What other bridges call the people whom they bring: ghosts on Matrix, puppets in rooms of XMPP.</summary>
internal static class BridgeNames
{
    /// <summary>
    /// What the ghosts of programs that bridge to XMPP are called, by their usual settings: matrix-bifrost, its predecessor matrix-xmpp-bridge, and
    /// other gateways like this one. Ghosts of bridges to elsewhere repeat nothing that was said in the XMPP room.
    /// </summary>
    private static readonly string[] KnownPrefixes = ["_bifrost_", "_xmpp_", "xmpp_", "_jabber_", "jabber_"];

    /// <summary>So much of a long name is in every name that is made of it: rooms have 64 characters for all of it.</summary>
    private const int SurelyKept = 48;

    /// <summary>The names of a bridge's ghosts begin like that of its bot: <c>_bifrost_bot</c> and <c>_bifrost_…</c>, <c>bridgebot</c> has none.</summary>
    public static bool IsGhostOf(string bot, string user)
    {
        if (bot == user)
        {
            return true;
        }

        if (!Mxid.TryParse(bot, out var one) || !Mxid.TryParse(user, out var other) || one.Server != other.Server)
        {
            return false;
        }

        var prefix = one.Local.EndsWith("bot", StringComparison.Ordinal) ? one.Local[..^"bot".Length] : "";
        return prefix.EndsWith('_') && prefix.Length > 1 && other.Local.StartsWith(prefix, StringComparison.Ordinal);
    }

    public static bool IsKnownGhost(string user) =>
        Mxid.TryParse(user, out var who) && KnownPrefixes.Any(prefix => who.Local.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// What the person may be called who is behind a ghost: the name that it has in the room, and those in its id, which bridges make of a JID: of
    /// <c>room@service/nick</c> the name, and of <c>name@server</c> what stands before the server. Ids are written in small letters.
    /// </summary>
    public static IEnumerable<string> OfGhost(string user, string? displayName)
    {
        if (!string.IsNullOrWhiteSpace(displayName))
        {
            yield return displayName;
        }

        if (!Mxid.TryParse(user, out var who))
        {
            yield break;
        }

        var prefix = KnownPrefixes.FirstOrDefault(prefix => who.Local.StartsWith(prefix, StringComparison.Ordinal)) ?? "";
        var local = who.Local[prefix.Length..];
        var address = LocalpartCodec.Decode(local) ?? Uri.UnescapeDataString(local.Replace("%", "%25", StringComparison.Ordinal).Replace('=', '%'));
        yield return address.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? address[(slash + 1)..] : address.Split('@')[0];
    }

    /// <summary>True when a ghost's name is an occupant's, perhaps with a mark of XMPP behind it.</summary>
    public static bool IsGhostName(string name, string nick) =>
        name.Equals(nick, StringComparison.OrdinalIgnoreCase) || HasMark(name, nick, "x", "xmpp", "jabber");

    /// <summary>
    /// True when a ghost's name is what somebody of Matrix is called in the XMPP room, where the other bridge has it from: without what no occupant's name
    /// has, cut where it is long, and with the address or a number behind it where another one is called the same.
    /// </summary>
    public static bool IsSeatName(string name, string author)
    {
        var (seen, own) = (Plain(name), Plain(author));
        if (own.Length == 0)
        {
            return false;
        }

        var rest = seen.StartsWith(own, StringComparison.OrdinalIgnoreCase) ? seen.AsSpan(own.Length) : [];
        return seen.Equals(own, StringComparison.OrdinalIgnoreCase)
            || (own.Length >= SurelyKept && seen.Length >= SurelyKept && seen.StartsWith(own[..SurelyKept], StringComparison.OrdinalIgnoreCase))
            || (rest.StartsWith(" (", StringComparison.Ordinal) || (rest.Length > 1 && rest[0] == ' ' && char.IsAsciiDigit(rest[1])));
    }

    /// <summary>
    /// True for a name in an XMPP room that a bridge makes of somebody's: the name with a mark of Matrix behind it (<c>Mia[m]</c>, <c>Mia (Matrix)</c>),
    /// or one with their Matrix id. The bare name says nothing: people of both sides may be called the same.
    /// </summary>
    public static bool IsPuppetOf(string nick, string? name, string user)
    {
        return Mxid.TryParse(user, out var who)
            && (nick.Contains($"{who.Local}:{who.Server}", StringComparison.OrdinalIgnoreCase) || HasMark(nick, name, "m", "matrix") || HasMark(nick, who.Local, "m", "matrix"));
    }

    /// <summary>True for the puppet, with a mark of Matrix behind its name, of the ghost of an occupant who is called so.</summary>
    public static bool IsPuppetOfGhost(string nick, string occupant) => nick != occupant && HasMark(nick, occupant, "m", "matrix");

    /// <summary>True for what a bridge that says all with one name puts before a text: the name of its author, perhaps with the network's.</summary>
    public static bool IsNameOf(string text, string? name, string user) =>
        text == name || text == user || IsPuppetOf(text, name, user) || (Mxid.TryParse(user, out var who) && text == who.Local);

    // Letters with what belongs to them, and single blanks: names in rooms have no marks of direction, and none at their ends.
    private static string Plain(string name) => string.Join(
        ' ', string.Concat(name.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static bool HasMark(string marked, string? name, params ReadOnlySpan<string> marks) =>
        !string.IsNullOrWhiteSpace(name) && marked.StartsWith(name, StringComparison.OrdinalIgnoreCase) && !char.IsLetter(marked.ElementAtOrDefault(name.Length))
        && marks.Contains(string.Concat(marked[name.Length..].Where(char.IsLetter)), StringComparer.OrdinalIgnoreCase);
}
