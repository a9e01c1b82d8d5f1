namespace XmppGateway.Storage;

/// <summary>
/// Contacts of users who have left, to whose servers that is still to be said. <see cref="IAccountStore.RemoveAccountAsync"/> puts them here; a
/// contact that the user takes again, and the gateway when the user registers again, is taken out with that.
/// </summary>
internal interface IFarewellStore
{
    /// <summary>What is open, user by user, the gateway itself behind the contacts of its user. Row ids are 0.</summary>
    /// <param name="user">Null for everybody.</param>
    Task<IReadOnlyList<ContactRow>> ReadFarewellsAsync(string network, string? user, int limit, CancellationToken cancellationToken);

    /// <summary>False when a contact, or the gateway, was taken again since it was read.</summary>
    Task<bool> IsFarewellAsync(ContactRow row, CancellationToken cancellationToken);

    /// <summary>These are said.</summary>
    Task RemoveFarewellsAsync(IReadOnlyList<ContactRow> said, CancellationToken cancellationToken);
}
