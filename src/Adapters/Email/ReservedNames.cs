using System.Collections.Frozen;

namespace XmppGateway.Adapters.Email;

/// <summary>Names that no user gets an address by (RFC 2142): who holds one speaks for the domain.</summary>
internal static class ReservedNames
{
    private static readonly FrozenSet<string> Roles =
        FrozenSet.Create(StringComparer.Ordinal, "postmaster", "abuse", "hostmaster", "webmaster", "security", "noc", "mailer-daemon", "noreply", "no-reply");

    public static bool Contains(string name) => Roles.Contains(name);

    /// <summary>RFC 5321 §4.5.1 and RFC 2142 §2: the two that somebody must read.</summary>
    public static bool IsForPostmaster(string name) => name is "postmaster" or "abuse";
}
