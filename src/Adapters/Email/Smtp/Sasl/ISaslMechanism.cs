namespace XmppGateway.Adapters.Email.Smtp.Sasl;

/// <summary>One login, seen from the client (RFC 4422 §5). Holds secrets: never logged, used once.</summary>
internal interface ISaslMechanism
{
    string Name { get; }

    /// <summary>Whether whoever reads the line learns the password.</summary>
    bool RevealsPassword { get; }

    /// <summary>Whether the mechanism is content with the server. Where it is not, a success message is a forgery.</summary>
    bool IsComplete { get; }

    /// <summary>What is sent with AUTH (RFC 4954 §4); null waits for the server.</summary>
    byte[]? Begin();

    /// <summary>Answers a challenge; null breaks the login off.</summary>
    byte[]? Respond(ReadOnlySpan<byte> challenge);
}
