using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Configuration;

/// <summary>One network: how it attaches to the XMPP server, and the section that its adapter reads.</summary>
/// <param name="Name">The name in the configuration: <c>mail</c>.</param>
/// <param name="Module">The adapter's entry point.</param>
/// <param name="Section">The validated section.</param>
/// <param name="Link">The component connection.</param>
internal sealed record NetworkOptions(string Name, IAdapterModule Module, IConfigurationSection Section, LinkOptions Link);

/// <summary>One XEP-0114 connection.</summary>
/// <param name="Domain">The component's own domain, prepared.</param>
/// <param name="Server">Where the XMPP server accepts components.</param>
/// <param name="Secret">Shared with the XMPP server; never logged.</param>
/// <param name="Tls">Direct TLS from the first byte: XEP-0114 has no STARTTLS.</param>
/// <param name="TrustedCertificate">A PEM file whose certificates are trusted instead of the system's; absolute.</param>
internal sealed record LinkOptions(string Domain, HostPort Server, string Secret, bool Tls, string? TrustedCertificate)
{
    /// <summary>Without the secret: records print themselves.</summary>
    public override string ToString() => Domain + " at " + Server;
}
