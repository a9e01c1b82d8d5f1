using XmppGateway.Adapters.Matrix.Ids;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>Where a file is on Matrix: `mxc://server/id` (client-server API, "Matrix Content (mxc://) URIs").</summary>
internal sealed record MediaUri
{
    private const string Scheme = "mxc://";
    private const int MaxLength = 512;

    private MediaUri(string server, string id)
    {
        Server = server;
        Id = id;
    }

    public string Server { get; }

    public string Id { get; }

    /// <summary>Null for everything else. What it lets through can be part of a path.</summary>
    public static MediaUri? Read(string? text)
    {
        if (text is null || text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.Ordinal)
            || text[Scheme.Length..].Split('/') is not [var server, { Length: > 0 } id]
            || !ServerName.IsValid(server))
        {
            return null;
        }

        // Ibid., "Security considerations": the id has these characters and no others.
        return id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new MediaUri(server, id) : null;
    }

    public override string ToString() => Scheme + Server + "/" + Id;
}
