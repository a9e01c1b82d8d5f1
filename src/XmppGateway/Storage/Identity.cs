namespace XmppGateway.Storage;

/// <summary>One person of a foreign network.</summary>
/// <param name="RemoteId">Canonical id.</param>
/// <param name="Localpart">Prepared JID localpart.</param>
/// <param name="Address">The spelling to write to.</param>
internal sealed record Identity(string Network, string RemoteId, string Localpart, string Address, string? DisplayName);
