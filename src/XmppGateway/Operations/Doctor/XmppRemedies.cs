using System.Globalization;
using XmppGateway.Configuration;

namespace XmppGateway.Operations.Doctor;

/// <summary>The lines that the XMPP server needs, as in <c>config/prosody</c> and <c>config/ejabberd</c>. Never shows the secret. Pure.</summary>
internal static class XmppRemedies
{
    private const int UsualPort = 5347;

    /// <summary>In the place of the secret.</summary>
    public const string TheSecret = "the same as the Secret in gateway.json";

    public static IReadOnlyList<string> Component(LinkOptions link)
    {
        var port = link.Server.Port.ToString(CultureInfo.InvariantCulture);
        List<string> lines = ["Prosody, at the end of prosody.cfg.lua, then restart it (a reload starts no components):"];
        if (link.Server.Port != UsualPort)
        {
            lines.Add($"  component_ports = {{ {port} }}                -- in the global section, before the first VirtualHost");
        }

        lines.AddRange(
        [
            $"  Component \"{link.Domain}\"",
            $"    component_secret = \"{TheSecret}\"",
            "ejabberd, in the list \"listen:\" of ejabberd.yml, then: ejabberdctl reload_config",
            $"  - port: {port}",
            "    ip: \"127.0.0.1\"",
            "    module: ejabberd_service",
            "    hosts:",
            $"      \"{link.Domain}\":",
            $"        password: \"{TheSecret}\"",
        ]);
        if (link.Tls)
        {
            lines.Add("    tls: true");
        }

        return lines;
    }

    /// <summary>The option that takes stanzas away without an error; see <see cref="Component.Echoes"/>.</summary>
    public static IReadOnlyList<string> Balancing(LinkOptions link) =>
    [
        "ejabberd: remove these lines from ejabberd.yml, then restart it (places that were shared stay so until then):",
        "  domain_balancing:",
        $"    {link.Domain}:",
        "      type: ...",
        "      component_number: ...",
        $"If they are not there: end the other program that is attached as {link.Domain}. Two gateways with one store take turns by themselves.",
    ];

    /// <summary>XEP-0356, as in the README.</summary>
    public static IReadOnlyList<string> Privileges(string localDomain, string domain) => $$"""
        Prosody, with mod_privilege in modules_enabled of the host and of the component, then restart it:
          VirtualHost "{{localDomain}}"
            privileged_entities = {
              ["{{domain}}"] = {
                roster = "both", message = "outgoing",
                iq = {
                  ["http://jabber.org/protocol/pubsub"] = "both", ["urn:xmpp:mam:2"] = "both", ["urn:xmpp:blocking"] = "get", ["vcard-temp"] = "get",
                },
              },
            }
        ejabberd 24.10 or later, in ejabberd.yml, then: ejabberdctl reload_config
          acl:
            gateway: {server: {{domain}}}
          access_rules:
            gateway: [{allow: gateway}]
          modules:
            mod_privilege:
              roster: {both: gateway}
              message: {outgoing: gateway}
              iq:
                "http://jabber.org/protocol/pubsub": {both: gateway}
                "urn:xmpp:blocking": {get: gateway}
                "vcard-temp": {get: gateway}
        """.Split(["\r\n", "\n"], StringSplitOptions.None);

    /// <summary>XEP-0363.</summary>
    public static IReadOnlyList<string> Upload(string localDomain) =>
    [
        "Prosody, before the components of the gateway:",
        $"  Component \"upload.{localDomain}\" \"http_file_share\"",
        "ejabberd, in \"modules:\" of ejabberd.yml:",
        "  mod_http_upload: {}",
    ];
}
