using System.Net;
using System.Net.Sockets;

namespace XmppGateway.Media;

/// <summary>
/// Says which addresses belong to the public internet. A user must not make the gateway read what only its own machine or network can reach.
/// Pure.
/// </summary>
internal static class AddressGuard
{
    /// <summary>The IANA special-purpose registry (RFC 6890), multicast (RFC 5771) and what is reserved (RFC 1112 §4).</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. from text in (string[])
            [
                "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
                "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

                // Of the global unicast addresses: protocol assignments with Teredo, documentation, 6to4 (which hides an IPv4 address).
                "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            ]
           select IPNetwork.Parse(text),
    ];

    /// <summary>RFC 4291 §2.4: what is handed out; all else is loopback, link-local, ULA, multicast, mapped, or nothing.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>RFC 6052 §2.1: an IPv4 address behind a NAT64, the only way out of some networks.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True for an address that everybody can reach.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !IsListed(address);
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0 || address.IsIPv4MappedToIPv6)
        {
            return false;
        }

        return Nat64.Contains(address)
            ? !IsListed(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : GlobalUnicast.Contains(address) && !IsListed(address);
    }

    /// <summary>Those of the addresses that everybody can reach.</summary>
    public static IPAddress[] PublicOf(IPAddress[] addresses) => Array.FindAll(addresses, IsPublic);

    private static bool IsListed(IPAddress address) => Array.Exists(NotPublic, network => network.Contains(address));
}
