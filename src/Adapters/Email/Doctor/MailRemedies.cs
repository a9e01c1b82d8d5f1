namespace XmppGateway.Adapters.Email.Doctor;

/// <summary>The lines that the mail server needs, as in <c>config/postfix</c>. Pure.</summary>
internal static class MailRemedies
{
    /// <summary>Mail of the domain is handed over to the gateway.</summary>
    public static IReadOnlyList<string> HandOver(string mailDomain, string listen) =>
    [
        "Postfix, /etc/postfix/main.cf:",
        $"  relay_domains = {mailDomain}",
        "  transport_maps = hash:/etc/postfix/transport",
        "  relay_recipient_maps =",
        "Postfix, /etc/postfix/transport, then: postmap /etc/postfix/transport && systemctl reload postfix",
        $"  {mailDomain}   lmtp:{(listen.StartsWith("unix:", StringComparison.Ordinal) ? listen : "inet:" + listen)}",
    ];

    /// <summary>The account may send as everybody of the domain, and as nobody.</summary>
    public static IReadOnlyList<string> Senders(string mailDomain, string? username) => username is null ? [] :
    [
        "Postfix, /etc/postfix/main.cf, where reject_sender_login_mismatch is in force:",
        $"  smtpd_sender_login_maps = inline:{{{{@{mailDomain}={username}}}}}",
    ];

    /// <summary>The login; the password itself is never shown.</summary>
    public static IReadOnlyList<string> Login(string network, string server) =>
    [
        $"gateway.json, the account that may send at {server}:",
        $"  \"{network}\": {{ \"Smtp\": {{ \"Username\": \"the account\", \"PasswordFile\": \"a file with its password\" }} }}",
        "Postfix, /etc/postfix/master.cf, the service \"submission\", then: systemctl reload postfix",
        "  -o smtpd_sasl_auth_enable=yes",
        "Is the password right? With Dovecot behind Postfix:",
        "  doveadm auth test ACCOUNT",
    ];

    /// <summary>The server itself.</summary>
    public static IReadOnlyList<string> Server(string network, string server) =>
    [
        $"gateway.json, the server that takes outgoing mail, now {server}:",
        $"  \"{network}\": {{ \"Smtp\": {{ \"Server\": \"mail.example.org:587\", \"Security\": \"starttls\" }} }}",
        "Postfix, /etc/postfix/master.cf, then: systemctl reload postfix",
        "  submission inet n - y - - smtpd",
        "  -o smtpd_tls_security_level=encrypt",
        "  -o smtpd_sasl_auth_enable=yes",
        "A certificate of your own is trusted with:",
        $"  \"{network}\": {{ \"Smtp\": {{ \"TrustedCertificate\": \"its PEM file\" }} }}",
    ];
}
