namespace XmppGateway.Storage;

/// <summary>One contact of one user. An empty <paramref name="RemoteId"/> stands for the gateway itself.</summary>
/// <param name="RowId">Given by the store; 0 for a new one.</param>
/// <param name="UserSees">The user is subscribed to the contact's presence.</param>
/// <param name="ContactSees">Whether the contact is subscribed to the user's presence.</param>
internal sealed record ContactRow(
    long RowId, string Network, string User, string RemoteId, string Localpart, bool UserSees, ContactSubscription ContactSees);
