namespace XmppGateway.Abstractions;

/// <summary>Optional power: the network keeps a list of the people whom a user knows there.</summary>
public interface IListsContacts
{
    /// <summary>
    /// The user's contacts on the network, at most some thousands. May use the network; cancelled after half a minute. Asked when the user
    /// registers and when they ask for it; contacts that the XMPP side has already are left alone.
    /// </summary>
    ValueTask<IReadOnlyList<RemoteContact>> GetContactsAsync(Jid user, CancellationToken cancellationToken);
}
