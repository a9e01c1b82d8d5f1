using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

internal static partial class OptionTable
{
    /// <summary>Rooms of networks.</summary>
    private static OptionDescription[] Rooms() =>
    [
        new(
            "Rooms:MaximumPerUser", Value, OptionForm.Number(1, 100_000), "`1000`",
            "in how many rooms of one network a user may be; entering one more is refused with `resource-constraint`"),
        new(
            "Rooms:LeaveAfterHours", Value, OptionForm.Number(1, 87_600), "never",
            "a user without any client in a room for so long leaves it on the network, too; looked at once an hour"),
        new(
            "Rooms:KeepDays", Value, OptionForm.Number(1, 36_500), "`Store:KeepDays`",
            "for how long what was said in rooms is kept; the network is asked again for what is older"),
        new(
            "Rooms:History", Value, OptionForm.Number(0, 100), "`20`",
            "how many messages a client gets on entering when it does not say how many it wants; 0: none"),
        new(
            "Rooms:PageSize", Value, OptionForm.Number(1, 1000), "`50`",
            "how many events a page of the archive has when a client does not say"),
        new(
            "Rooms:LargestPage", Value, OptionForm.Number(1, 1000), "`100`",
            "how many it has at most"),
        new(
            "Rooms:Bookmarks", Value, OptionForm.Flag, "`true`",
            "rooms become bookmarks (XEP-0402) of who enters them or is invited, where the XMPP server grants `both` for "
            + "`http://jabber.org/protocol/pubsub`; a bookmark that a user has is never changed but for its autojoin, which goes when they leave"),
        new(
            "Rooms:UserPerMinute", Value, OptionForm.Number(0, 1_000_000), "`60`",
            "what one user may say in one room; what is above is refused with `resource-constraint`. 0: any number"),
        new(
            "Rooms:UserBurst", Value, OptionForm.Number(1, 1_000_000), "`60`",
            "how much at once after a quiet time"),
        new(
            "Rooms:RoomPerMinute", Value, OptionForm.Number(0, 1_000_000), "`600`",
            "what all users together may say in one room, and as much again what people of the network say there: the rest of that waits, and is not "
            + "lost. 0: any number"),
        new(
            "Rooms:RoomBurst", Value, OptionForm.Number(1, 1_000_000), "`600`",
            "how much at once after a quiet time"),
        new(
            "Rooms:Deny", List, OptionForm.Text, "none",
            "rooms that nobody may enter, by alias or id, with `*` for any text; `*:evil.example` for all of a server. Invitations to them, and by "
            + "people of such a server, are not shown"),
        new(
            "Rooms:DenyText", Value, OptionForm.Text, "a sentence in the reader's language",
            "what those are told who want to"),
    ];
}
