using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Privileges;

/// <summary>What a server's privileges mean for an operator. Pure.</summary>
internal static class PrivilegeReport
{
    private static readonly (string Namespace, PrivilegeAccess Needed, string Without)[] Requests =
    [
        ("urn:xmpp:blocking", PrivilegeAccess.Get, "reading block lists: users block contacts by command"),
        ("http://jabber.org/protocol/pubsub", PrivilegeAccess.Both, "personal events: what was read elsewhere is told by markers only, and rooms are not bookmarked"),

        // XEP-0313 §4.1: what asks for messages, or how many there are, is a set; §5: what asks for the ends of the archive is a get.
        ("urn:xmpp:mam:2", PrivilegeAccess.Both, "archives: what was read elsewhere is told by markers only"),
        ("vcard-temp", PrivilegeAccess.Get, "reading vCards: users' names and pictures are taken only from what is public"),
    ];

    /// <summary>What was given, in a line.</summary>
    public static string Given(Privilege privilege)
    {
        List<string> given = [];
        if (privilege.Roster != PrivilegeAccess.None)
        {
            given.Add($"roster ({Word(privilege.Roster)})");
        }

        if (privilege.Messages)
        {
            given.Add("messages");
        }

        if (privilege.Presence)
        {
            given.Add("presence");
        }

        given.AddRange(privilege.Iq.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} ({Word(e.Value)})"));
        return string.Join(", ", given);
    }

    /// <summary>A line for each thing that is done another way because it was not given.</summary>
    public static IEnumerable<string> Missing(Privilege privilege)
    {
        if (!privilege.Roster.HasFlag(PrivilegeAccess.Set))
        {
            yield return "changing rosters: clients or subscription requests add contacts";
        }

        if (!privilege.Messages)
        {
            yield return "messages: what users write elsewhere is shown as marked messages";
        }

        foreach (var (name, needed, without) in Requests)
        {
            if (!privilege.Iq.TryGetValue(name, out var access) || !access.HasFlag(needed))
            {
                yield return without;
            }
        }
    }

    private static string Word(PrivilegeAccess access) => access switch
    {
        PrivilegeAccess.Get => "read",
        PrivilegeAccess.Set => "write",
        _ => "read and write",
    };
}
