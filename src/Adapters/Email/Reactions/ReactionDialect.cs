namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>How somebody's mail program says a reaction.</summary>
internal enum ReactionDialect
{
    /// <summary>Not at all, as far as is known.</summary>
    None = 0,

    /// <summary>RFC 9078: a part with the disposition <c>reaction</c>.</summary>
    Standard,

    /// <summary>A part of the type <c>text/vnd.google.email-reaction+json</c>.</summary>
    Gmail,
}
