using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>The Matrix users that XMPP users appear as: `@_xmpp_&lt;encoded bare JID&gt;:server`. One-to-one.</summary>
internal sealed class GhostIds(string serverName)
{
    public const string Prefix = "_xmpp_";
    public const string BotLocalpart = "xmppbot";

    /// <summary>No bare JID of a user begins so: it would have an at-sign.</summary>
    private const string HashMark = "occupant-";

    /// <summary>The bot that the registration names as sender; it speaks to nobody.</summary>
    public string Bot { get; } = "@" + BotLocalpart + ":" + serverName;

    /// <summary>The ghost of a user, or null when its id would be longer than Matrix allows.</summary>
    public string? Of(Jid user)
    {
        var mxid = "@" + Prefix + LocalpartCodec.Encode(user.Bare.ToString()) + ":" + serverName;
        return Encoding.UTF8.GetByteCount(mxid) <= Mxid.MaxBytes ? mxid : null;
    }

    /// <summary>The user behind a ghost, or null when the id is no ghost that <see cref="Of"/> gives out.</summary>
    public Jid? UserOf(string mxid) =>
        IsOurs(mxid) && mxid.Length > Prefix.Length + 1
        && LocalpartCodec.Decode(mxid.AsSpan(1 + Prefix.Length, mxid.Length - serverName.Length - Prefix.Length - 2)) is { } text
        && Jid.TryParse(text, out var jid) && jid.Local is not null && jid.IsBare && Of(jid) == mxid
            ? jid
            : null;

    /// <summary>
    /// The ghost of an occupant of an XMPP room, <c>room@service/nick</c>. A name that makes the id too long for Matrix has a hash in its place; who is behind
    /// that must be noted.
    /// </summary>
    public string OfOccupant(Jid occupant)
    {
        var mxid = "@" + Prefix + LocalpartCodec.Encode(occupant.ToString()) + ":" + serverName;
        return Encoding.UTF8.GetByteCount(mxid) <= Mxid.MaxBytes
            ? mxid
            : "@" + Prefix + HashMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(occupant.ToString())).AsSpan(0, 16)) + ":" + serverName;
    }

    /// <summary>The occupant behind a ghost; null for one that stands for a user, or that has a hash.</summary>
    public Jid? OccupantOf(string mxid) =>
        IsOurs(mxid) && mxid != Bot && LocalpartCodec.Decode(mxid.AsSpan(1 + Prefix.Length, mxid.Length - serverName.Length - Prefix.Length - 2)) is { } text
        && Jid.TryParse(text, out var jid) && jid is { Local: not null, Resource: not null } && OfOccupant(jid) == mxid
            ? jid
            : null;

    /// <summary>True for everybody in the namespace that our registration claims, and for the bot.</summary>
    public bool IsOurs(string mxid) =>
        mxid == Bot
        || (mxid.StartsWith("@" + Prefix, StringComparison.Ordinal) && mxid.EndsWith(":" + serverName, StringComparison.Ordinal)
            && mxid.Length >= 1 + Prefix.Length + 1 + serverName.Length);

    /// <summary>The localpart of a ghost's id: what is registered.</summary>
    public string LocalpartOf(string ghost) => ghost[1..^(serverName.Length + 1)];
}
