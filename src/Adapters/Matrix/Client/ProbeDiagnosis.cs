namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>What the probe tries, in this order.</summary>
internal enum ProbeStep
{
    Versions,
    WhoAmI,
    Ping,
}

/// <summary>A failed step as a sentence for the operator: what is wrong and what to change.</summary>
internal static class ProbeDiagnosis
{
    public static string? Of(ProbeStep step, MatrixError error) => (step, error.Kind, error.Code) switch
    {
        (_, MatrixErrorKind.UnknownToken, _) or (ProbeStep.WhoAmI, MatrixErrorKind.Forbidden, _) =>
            "the homeserver does not know the as_token: give it this registration file (Synapse: app_service_config_files) and restart it",
        (ProbeStep.Ping, MatrixErrorKind.Forbidden, _) =>
            "the homeserver knows the as_token under another id: the registration files differ",
        (ProbeStep.Ping, _, "M_CONNECTION_FAILED" or "M_CONNECTION_TIMEOUT") =>
            "the homeserver cannot reach the gateway at the url of the registration: " + error.Text,
        (ProbeStep.Ping, _, "M_BAD_STATUS") =>
            "the homeserver reaches something else than this gateway, or shows it a wrong hs_token: " + error.Text,
        (ProbeStep.Ping, _, "M_URL_NOT_SET") => "the homeserver's copy of the registration has no url",

        // Pinging came with Matrix 1.7; homeservers without it work, they only take longer to come back.
        (ProbeStep.Ping, _, "M_UNRECOGNIZED" or "404" or "405") => null,
        _ => error.Text,
    };
}
