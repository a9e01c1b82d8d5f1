namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>Writes the registration file.</summary>
internal static class RegistrationWriter
{
    public static string Write(Registration registration) => $$"""
        # Registration of the XMPP gateway at its Matrix homeserver. Holds secrets: readable for both services only.
        # Synapse: name this file in app_service_config_files of homeserver.yaml and restart.
        id: {{Quote(registration.Id)}}
        url: {{Quote(registration.Url)}}
        as_token: {{Quote(registration.AsToken)}}
        hs_token: {{Quote(registration.HsToken)}}
        sender_localpart: {{Quote(registration.SenderLocalpart)}}
        rate_limited: false
        protocols: [{{ThirdParty.Protocol}}]
        receive_ephemeral: true
        de.sorunome.msc2409.push_ephemeral: true
        namespaces:
          users:
            - exclusive: true
              regex: {{Quote(registration.UserRegex)}}
          aliases:
            - exclusive: true
              regex: {{Quote(registration.AliasRegex)}}
          rooms: []

        """;

    // YAML 1.2 §7.3.2: a single-quoted scalar knows one escape, the doubled quote; backslashes stay as they are.
    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
