using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

internal static partial class OptionTable
{
    /// <summary>The XMPP server, the store, and what waits between them.</summary>
    private static OptionDescription[] Servers() =>
    [
        new(
            "Xmpp:Server", Value, OptionForm.Server, "must be there, unless every network has its own",
            "where the XMPP server takes components, `host:port`"),
        new(
            "Xmpp:Secret", Secret, OptionForm.Text, "must be there, unless every network has its own",
            "the secret that the server has for the components"),
        new(
            "Xmpp:LocalDomains", List, OptionForm.Text, "must be there",
            "the domains whose users are at home here; users of the first get the plain addresses") { IsRequired = true },
        new(
            "Xmpp:Security", Value, OptionForm.Words("none", "tls"), "`none`",
            "`tls`: TLS from the first byte; XEP-0114 has no STARTTLS. Without it keep to the same machine or a tunnel"),
        new(
            "Xmpp:TrustedCertificate", Value, OptionForm.Text, "the system's certificates",
            "a PEM file with the only certificates to trust"),
        new(
            "Xmpp:MaxStanzaBytes", Value, OptionForm.Number(10_000, 16_000_000), "`500000`",
            "larger stanzas are not sent; Prosody ends the whole connection at 524288"),
        new(
            "Store:Engine", Value, OptionForm.Words("sqlite", "postgresql"), "`sqlite`",
            "or `postgresql`"),
        new(
            "Store:Connection", Secret, OptionForm.Text, "`Data Source=gateway.db`",
            "how to reach the database; must be there for PostgreSQL"),
        new(
            "Store:KeepDays", Value, OptionForm.Number(1, 3650), "`30`",
            "for how long finished messages are remembered: repeats, replies and late failures are recognised so long; and what strangers wrote "
            + "(`Access:Strangers`) waits, after that it is refused to them; what was said in rooms is kept so long, unless `Rooms:KeepDays` says "
            + "otherwise"),
        new(
            "Store:FastTakeOver", Value, OptionForm.Flag, "`false`",
            "true: another gateway takes over within five seconds after this one has died, instead of 30; then the links go down when the database "
            + "does not answer for two seconds, instead of 25. For two gateways on one PostgreSQL"),
        new(
            "Delivery:ExpireAfterHours", Value, OptionForm.Number(1, 720), "`48`",
            "how long a message to another network is tried before its sender gets an error"),
        new(
            "Delivery:InboxLimit", Value, OptionForm.Number(100, 10_000_000), "`10000`",
            "how many messages of a network may wait for the XMPP server before its senders are told to try again later"),
    ];
}
