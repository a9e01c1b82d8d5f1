namespace XmppGateway.Adapters.Email.Mime;

/// <summary>RFC 2183: how a part wants to be shown.</summary>
/// <param name="Kind">Lower case: <c>inline</c>, <c>attachment</c>.</param>
internal sealed record ContentDisposition(string Kind, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsAttachment => Kind != "inline";

    public static ContentDisposition? Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        var cursor = new TokenCursor(value);
        cursor.SkipComments();
        var kind = cursor.Until(";").Trim().ToString().ToLowerInvariant();
        return new ContentDisposition(kind, Mime.Parameters.Parse(cursor.Until([])));
    }
}
