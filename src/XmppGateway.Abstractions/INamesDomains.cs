namespace XmppGateway.Abstractions;

/// <summary>Optional power: addresses of this network belong to domains, so that rules can name all of one (<c>*@evil.example</c>).</summary>
public interface INamesDomains
{
    /// <summary>
    /// The domain of the contact's own address, in lower case with A-labels; null for one without. Not the server that messages go
    /// through: see <see cref="IAdapter.ServerOf"/>. Pure and fast: asked for each message while there are rules.
    /// </summary>
    string? DomainOf(RemoteContact contact);
}
