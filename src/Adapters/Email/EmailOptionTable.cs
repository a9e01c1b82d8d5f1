using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email;

/// <summary>The keys of a section of this kind, as the reference of the options prints them.</summary>
internal static class EmailOptionTable
{
    public static IReadOnlyList<AdapterOption> All { get; } =
    [
        new(
            "MailDomain", "must be there",
            "the domain of your users' mail addresses"),
        new(
            "Groups", "`rooms`",
            "mails of several people are also rooms, to which those of your users who are among them are invited; `off`: one to one only, naming the "
            + "others"),
        new(
            "GroupLimit", "`50`",
            "mails of more people than this (3 to 50, with their author) are no room"),
        new(
            "Postmaster", "`Access:Admins`",
            "the JID that gets mail to the roles of the domain: postmaster, abuse, hostmaster, noreply and the others of RFC 2142"),
        new(
            "TrustedAuthServers:*", "nobody's",
            "the names (authserv-id) under which your own mail server writes `Authentication-Results`: mail that fails DMARC is then marked, and so "
            + "is a mail of a contact that was verified before and is not any more; neither changes names, answers or other messages, and a list is "
            + "one where its domain has sent the mail. The server must remove fields with its own name that come from outside, as rspamd, OpenDKIM and "
            + "OpenDMARC do ([deploy/mail](../deploy/mail/README.md)). Newsletters are left by one request (RFC 8058) only where such a field says "
            + "that their signature is valid"),
        new(
            "SpamHeaders:*", "none",
            "fields in which your filter says `yes` for spam: `X-Spam-Flag`. Such mail is marked, and no report goes to its sender; one `yes` is "
            + "enough. The server must remove those that come from outside"),
        new(
            "Lmtp:Listen", "must be there",
            "where the mail server hands mail over: `127.0.0.1:8424`, `unix:/run/xmpp-gateway/lmtp`"),
        new(
            "Lmtp:MaxMessageBytes", "`26214400`",
            "larger mail is refused. What is above 256 KiB waits on the disk (`TMPDIR`), not in memory"),
        new(
            "Smtp:Server", "must be there",
            "the server that takes outgoing mail, with or without a port"),
        new(
            "Smtp:Security", "`starttls`",
            "`tls`, `none`"),
        new(
            "Smtp:Username", "no login",
            "the login there"),
        new(
            "Smtp:Password", "no login",
            "its password"),
        new(
            "Smtp:TrustedCertificate", "the system's certificates",
            "a PEM file of further authorities, or of the server's own certificate"),
    ];
}
