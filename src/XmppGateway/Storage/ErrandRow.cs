using XmppGateway.Abstractions;

namespace XmppGateway.Storage;

/// <summary>Something that others are to be told of a block or a report. Of a block, one for each user and contact: a newer one takes its place.</summary>
/// <param name="Id">Its own; ends no newer one.</param>
/// <param name="Network">The network.</param>
/// <param name="Kind">What is told, and to whom.</param>
/// <param name="User">Whose block or report it is: a bare JID.</param>
/// <param name="Contact">About whom: the foreign id.</param>
/// <param name="Address">How people call the contact.</param>
/// <param name="Recipient">The admin's bare JID; empty for a network.</param>
/// <param name="Detail">The words of a report.</param>
/// <param name="At">Since when.</param>
internal sealed record ErrandRow(
    string Id, string Network, ErrandKind Kind, string User, string Contact, string Address, string Recipient, string Detail, DateTimeOffset At)
{
    /// <summary>About whom.</summary>
    public RemoteContact About => new(new RemoteUserId(Contact), Address);
}
