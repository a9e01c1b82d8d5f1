using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

internal static partial class OptionTable
{
    /// <summary>Who may, what, and how much of it.</summary>
    private static OptionDescription[] People() =>
    [
        new(
            "Access:Allow", List, OptionForm.Text, "the local domains",
            "who may use the gateway: bare JIDs and domains"),
        new(
            "Access:Deny", List, OptionForm.Text, "nobody",
            "who may not, even if allowed"),
        new(
            "Access:Admins", List, OptionForm.Text, "nobody",
            "who may give orders to the gateway: bare JIDs. Everybody sees them as its contact addresses (XEP-0157)"),
        new(
            "Access:RefusalText", Value, OptionForm.Text, "a sentence in the reader's language",
            "what those are told who may not use it"),
        new(
            "Access:AllowContacts", List, OptionForm.Text, "everybody",
            "which foreign contacts may write and be written to: addresses, domains as `*@example.com`, the domains below one as `*@*.example.com`"),
        new(
            "Access:DenyContacts", List, OptionForm.Text, "nobody",
            "which may not, even if allowed. What they write is taken and thrown away without a word"),
        new(
            "Access:Strangers", Value, OptionForm.Words("ask", "deliver", "refuse"), "`ask`",
            "messages of contacts that their recipient does not know: `ask` (the first one becomes a question to the recipient; they wait until the "
            + "answer is yes), `deliver` or `refuse` (their author is told)"),
        new(
            "Portals:Allow", List, OptionForm.Text, "none",
            "rooms of XMPP that people of the networks may come into by their address (Matrix: `#_xmpp_room=40conference.example.org:server`): "
            + "domains of room services, or single rooms. Which people may is said by `Access:AllowContacts` and `Access:DenyContacts`"),
        new(
            "Portals:Deny", List, OptionForm.Text, "none",
            "which may not, even if allowed, nor by the command `bridge` of an admin"),
        new(
            "Portals:MaximumOccupants", Value, OptionForm.Number(1, 1_000_000), "`1000`",
            "how many people an XMPP room may have that is connected: a larger one is not opened, and who wanted it reads why. One that grows later "
            + "stays; those beyond are seen on the other network when they speak"),
        new(
            "Portals:MaximumVisitors", Value, OptionForm.Number(1, 1_000_000), "`500`",
            "how many people of a network may sit in one XMPP room: a larger room is not connected by an admin; who comes by the address of a room "
            + "that is full is put out with the reason"),
        new(
            "Limits:OutgoingPerMinute", Value, OptionForm.Number(0, 1_000_000), "`60`",
            "messages of one user to one network; what is above is refused with `resource-constraint`. 0: any number"),
        new(
            "Limits:OutgoingBurst", Value, OptionForm.Number(1, 1_000_000), "`120`",
            "how many at once after a quiet time"),
        new(
            "Limits:IncomingPerMinute", Value, OptionForm.Number(0, 1_000_000), "`120`",
            "messages for one user from one network; what is above waits, and none is lost. 0: any number"),
        new(
            "Limits:IncomingBurst", Value, OptionForm.Number(1, 1_000_000), "`240`",
            "how many at once after a quiet time"),
        new(
            "Limits:ContactPerMinute", Value, OptionForm.Number(0, 1_000_000), "`30`",
            "messages of one contact for one user; what is above waits. 0: any number"),
        new(
            "Limits:ContactBurst", Value, OptionForm.Number(1, 1_000_000), "`60`",
            "how many at once after a quiet time"),
    ];
}
