using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Reads the error of a stanza of type <c>error</c>, whatever state it is in.</summary>
internal static class ErrorReader
{
    /// <summary>RFC 6120 §8.3.2. What is missing or unknown becomes <c>undefined-condition</c>, type cancel.</summary>
    public static StanzaError Read(Stanza stanza)
    {
        var error = stanza.Payload(Namespaces.Component + "error");
        var condition = "undefined-condition";
        string? text = null;
        foreach (var child in error?.Elements() ?? [])
        {
            if (child.Name == Namespaces.StanzaErrors + "text")
            {
                text ??= BodyText.Truncate(BodyText.CleanLine(child.Value), FailureConditions.MaximumReason);
            }
            else if (child.Name.Namespace == Namespaces.StanzaErrors)
            {
                condition = child.Name.LocalName;
            }
        }

        var type = Enum.TryParse<StanzaErrorType>((string?)error?.Attribute("type"), ignoreCase: true, out var known)
            ? known
            : StanzaErrorType.Cancel;
        return new StanzaError(condition, type, string.IsNullOrEmpty(text) ? null : text);
    }
}
