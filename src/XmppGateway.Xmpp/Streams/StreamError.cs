using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Streams;

/// <summary>A stream error (RFC 6120 §4.9): always the last thing on a stream.</summary>
public sealed record StreamError(string Condition, string? Text = null)
{
    /// <summary>Reads <c>&lt;stream:error/&gt;</c>. Without a known condition it is <c>undefined-condition</c>.</summary>
    public static StreamError Parse(XElement element)
    {
        var condition = StreamConditions.Undefined;
        string? text = null;
        foreach (var child in element.Elements())
        {
            if (child.Name.Namespace != Namespaces.StreamErrors)
            {
                continue;
            }

            if (child.Name.LocalName == "text")
            {
                text = child.Value;
            }
            else if (StreamConditions.IsKnown(child.Name.LocalName))
            {
                condition = child.Name.LocalName;
            }
        }

        return new StreamError(condition, text);
    }

    /// <summary>The element as it is sent.</summary>
    public XElement ToElement() => new(
        Namespaces.Stream + "error",
        new XElement(Namespaces.StreamErrors + Condition),
        Text is null ? null : new XElement(Namespaces.StreamErrors + "text", Text));

    /// <inheritdoc/>
    public override string ToString() => string.IsNullOrEmpty(Text) ? Condition : $"{Condition}: {Text}";
}
