using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork;

/// <summary>Who is on the network through a server of their own has its name behind their own: <c>bob.shop.example</c>.</summary>
internal sealed partial class ExampleAdapter : INamesDomains
{
    /// <inheritdoc/>
    public string? DomainOf(RemoteContact contact)
    {
        // The id is folded already, and a name holds ASCII only.
        var dot = contact.Id.Value.IndexOf('.', StringComparison.Ordinal);
        var domain = dot < 0 ? "" : contact.Id.Value[(dot + 1)..];
        return domain.Length > 0 && Uri.CheckHostName(domain) == UriHostNameType.Dns ? domain : null;
    }
}
