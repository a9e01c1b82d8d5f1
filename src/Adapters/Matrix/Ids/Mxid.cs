using System.Text;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>A Matrix user id as a homeserver writes it, `@local:server`. Case-sensitive in both parts.</summary>
internal readonly record struct Mxid
{
    /// <summary>Matrix specification, appendices, "User Identifiers": sigil and domain included.</summary>
    public const int MaxBytes = 255;

    private Mxid(string local, string server)
    {
        Local = local;
        Server = server;
    }

    public string Local { get; }

    /// <summary>The server name, which ends at no colon: it may have a port or be an IPv6 literal.</summary>
    public string Server { get; }

    public override string ToString() => "@" + Local + ":" + Server;

    /// <summary>
    /// Reads an id. Historical ones may hold any character but the colon and NUL (ibid., "Historical User IDs"), so that only what can
    /// be no id at all is refused.
    /// </summary>
    public static bool TryParse(string? text, out Mxid mxid)
    {
        mxid = default;
        if (string.IsNullOrEmpty(text) || text[0] != '@' || Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.Contains('\0', StringComparison.Ordinal) || !ServerName.IsValid(text.AsSpan(colon + 1)))
        {
            return false;
        }

        mxid = new Mxid(text[1..colon], text[(colon + 1)..]);
        return true;
    }
}
