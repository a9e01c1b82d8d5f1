using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Reads the error of a stanza of type <c>error</c>, whatever state it is in.</summary>
internal static class ErrorReader
{
    /// <summary>RFC 6120 §8.3.2, with a text that can be passed on.</summary>
    public static StanzaError Read(Stanza stanza)
    {
        var error = StanzaError.Find(stanza) ?? StanzaError.Of(StanzaConditions.UndefinedCondition);
        var text = BodyText.Truncate(BodyText.CleanLine(error.Text ?? ""), FailureConditions.MaximumReason);
        return error with { Text = text.Length == 0 ? null : text };
    }
}
