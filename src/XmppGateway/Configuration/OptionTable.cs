using static XmppGateway.Configuration.OptionKind;

namespace XmppGateway.Configuration;

/// <summary>
/// Every key that the engine itself reads. Unknown keys are told from it, and a test holds it against the sample, the schema and the
/// reference. The keys of an adapter are the adapter's own.
/// </summary>
internal static class OptionTable
{
    /// <summary>A secret's second key: <c>Secret</c> and <c>SecretFile</c>.</summary>
    public const string FileSuffix = "File";

    public static IReadOnlyList<OptionDescription> All { get; } =
    [
        new("Xmpp:Server", Value, null),
        new("Xmpp:Secret", Secret, null),
        new("Xmpp:LocalDomains", List, null),
        new("Xmpp:Security", Value, "none"),
        new("Xmpp:TrustedCertificate", Value, "the system's certificates"),
        new("Xmpp:MaxStanzaBytes", Value, "500000"),
        new("Store:Engine", Value, "sqlite"),
        new("Store:Connection", Secret, "Data Source=gateway.db"),
        new("Store:KeepDays", Value, "30"),
        new("Delivery:ExpireAfterHours", Value, "48"),
        new("Delivery:InboxLimit", Value, "10000"),
        new("Http:Listen", Value, "none"),
        new("Http:PublicUrl", Value, "none"),
        new("Media:Directory", Value, "media beside the store"),
        new("Media:MaxBytes", Value, "104857600"),
        new("Media:KeepDays", Value, "30"),
        new("Media:Upload", Value, "false"),
        new("Media:AllowedHosts", List, "none"),
        new("Access:Allow", List, "the local domains"),
        new("Access:Deny", List, "nobody"),
        new("Access:Admins", List, "nobody"),
        new("Access:RefusalText", Value, "a sentence in the reader's language"),
        new("Access:AllowContacts", List, "everybody"),
        new("Access:DenyContacts", List, "nobody"),
        new("Access:Strangers", Value, "deliver"),
        new("Limits:OutgoingPerMinute", Value, "60"),
        new("Limits:OutgoingBurst", Value, "120"),
        new("Limits:IncomingPerMinute", Value, "120"),
        new("Limits:IncomingBurst", Value, "240"),
        new("Limits:ContactPerMinute", Value, "30"),
        new("Limits:ContactBurst", Value, "60"),
        new("Secrets:Key", Secret, "none"),
        new("Log:Level", Value, "Information"),
        new("Log:Levels:*", Value, "Log:Level"),
        new("Log:JsonFile", Value, "none"),
        new("Log:KeepDays", Value, "14"),
        new("Networks:*:Adapter", Value, null),
        new("Networks:*:Domain", Value, null),
        new("Networks:*:Server", Value, "Xmpp:Server"),
        new("Networks:*:Secret", Secret, "Xmpp:Secret"),
    ];

    /// <summary>Last parts of keys that are secrets in any section, adapters' too: each may be given as a file. With a section, only there.</summary>
    public static IReadOnlyList<string> SecretNames { get; } = ["Secret", "Password", "Token", "Connection", "Secrets:Key"];
}
