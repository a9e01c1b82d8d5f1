namespace XmppGateway.Storage;

/// <summary>
/// What those concerned are told about an arrival that this program failed on. Stored in the commit that settles what becomes of the
/// arrival, and only once for each, so that a crash makes it neither missing nor double.
/// </summary>
/// <param name="ToUser">For the XMPP user; null when none can be named.</param>
/// <param name="ToAuthor">For the foreign author; null when none can be named, or it is a program.</param>
internal sealed record FailureNotices(InboxEntry? ToUser, OutboxEntry? ToAuthor)
{
    /// <summary>Nobody can be named, or everybody knows.</summary>
    public static readonly FailureNotices None = new(null, null);
}
