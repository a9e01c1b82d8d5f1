using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

internal static partial class OptionTable
{
    /// <summary>Keys, logs, and what every network has.</summary>
    private static OptionDescription[] Rest() =>
    [
        new(
            "Secrets:Key", Secret, OptionForm.Text, "none",
            "the keys with which passwords and tokens of users, and the key of links to files, are sealed in the store, the newest first; made by "
            + "`xmpp-gateway secrets new-key`. Without one nothing of users is kept, and the key of links is there in clear text: who reads the store "
            + "or a backup can make links"),
        new(
            "Log:Level", Value, OptionForm.Level, "`Information`",
            "`Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical`, `None`"),
        new(
            "Log:Levels:*", Value, OptionForm.Level, "`Log:Level`",
            "another level for a part of the program: `XmppGateway.Component`"),
        new(
            "Log:JsonFile", Value, OptionForm.Text, "none",
            "the log as JSON, one object a line, a new file every day"),
        new(
            "Log:KeepDays", Value, OptionForm.Number(1, 3650), "`14`",
            "how many of these files stay"),
        new(
            "Networks:*:Adapter", Value, OptionForm.Text, "must be there",
            "the kind of network: `email`, `matrix`") { IsRequired = true },
        new(
            "Networks:*:Domain", Value, OptionForm.Text, "must be there",
            "the component's own domain; no other network and no local domain has it") { IsRequired = true },
        new(
            "Networks:*:Server", Value, OptionForm.Server, "`Xmpp:Server`",
            "another XMPP server for this network"),
        new(
            "Networks:*:Secret", Secret, OptionForm.Text, "`Xmpp:Secret`",
            "another secret for this network"),
    ];
}
