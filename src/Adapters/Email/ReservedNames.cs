using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email;

/// <summary>
/// Names that no user gets an address by (RFC 2142 §3 to §5 and customs): who holds one speaks for the domain. Certificates for it are given to who reads the
/// mail of admin, administrator, webmaster, hostmaster or postmaster (CA/Browser Forum, Baseline Requirements §3.2.2.4.4).
/// </summary>
internal static class ReservedNames
{
    private static readonly FrozenSet<string> Roles = FrozenSet.Create(
        StringComparer.Ordinal,
        "postmaster", "abuse", "hostmaster", "webmaster", "security", "noc", "usenet", "news", "www", "uucp", "ftp", "root", "mailer-daemon", "noreply", "no-reply",
        "admin", "administrator", "sysadmin", "ssladmin", "ssladministrator", "sslwebmaster", "daemon", "bounce", "bounces", "autoconfig", "autodiscover");

    public static bool Contains(string name) => Roles.Contains(name);
}
