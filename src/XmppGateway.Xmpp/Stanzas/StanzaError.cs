using System.Xml.Linq;
using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>A stanza error (RFC 6120 §8.3): condition in its wire form, type, text for people.</summary>
public sealed record StanzaError(string Condition, StanzaErrorType Type, string? Text = null, Jid? By = null)
{
    private static readonly XName Element = Namespaces.Component + "error";

    /// <summary>The text in every language, for who knows the asker's; <see cref="Text"/> is then the English one.</summary>
    public LocalText? LocalText { get; init; }

    /// <summary>Where it is instead, for <c>gone</c> and <c>redirect</c> (RFC 6120 §8.3.3.5, §8.3.3.14): a URI; null when nowhere.</summary>
    public string? Alternate { get; init; }

    /// <summary>What the application says beyond the condition (RFC 6120 §8.3.4): an element of another namespace, or null.</summary>
    public XElement? Detail { get; init; }

    /// <summary>An error of its condition's type, with a text for people of every language.</summary>
    public static StanzaError Of(string condition, LocalText text) => Of(condition, text.English) with { LocalText = text };

    /// <summary>An error of the type that RFC 6120 §8.3.3 gives to its condition.</summary>
    public static StanzaError Of(string condition, string? text = null) =>
        new(condition, StanzaConditions.DefaultType(condition), text);

    /// <summary>The error in an error stanza; null when there is none. What cannot be read is <c>undefined-condition</c>.</summary>
    public static StanzaError? Find(Stanza stanza) => stanza.Payload(Element) is { } element ? Parse(element) : null;

    public static StanzaError Parse(XElement element)
    {
        var condition = StanzaConditions.UndefinedCondition;
        string? text = null;
        foreach (var child in element.Elements())
        {
            if (child.Name.Namespace != Namespaces.StanzaErrors)
            {
                continue;
            }

            if (child.Name.LocalName == "text")
            {
                text ??= child.Value;
            }
            else if (StanzaConditions.IsKnown(child.Name.LocalName))
            {
                condition = child.Name.LocalName;
            }
        }

        var by = Jid.TryParse(element.Attribute("by")?.Value, out var jid) ? jid : null;
        return new StanzaError(condition, ParseType(element.Attribute("type")?.Value) ?? StanzaConditions.DefaultType(condition), text, by);
    }

    /// <summary>The error with its text in this language (see <see cref="LocalText.In"/>), if it has one.</summary>
    public StanzaError In(string? language) => LocalText is null ? this : this with { Text = LocalText.In(language), LocalText = null };

    /// <summary>The element as it is sent.</summary>
    public XElement ToElement() => new(
        Element,
        new XAttribute("type", Type.ToString().ToLowerInvariant()),
        By is null ? null : new XAttribute("by", By.ToString()),
        new XElement(Namespaces.StanzaErrors + Condition, Alternate),
        string.IsNullOrEmpty(Text) ? null : new XElement(Namespaces.StanzaErrors + "text", Text),
        Detail is null ? null : new XElement(Detail));

    private static StanzaErrorType? ParseType(string? type) => type switch
    {
        "auth" => StanzaErrorType.Auth,
        "cancel" => StanzaErrorType.Cancel,
        "continue" => StanzaErrorType.Continue,
        "modify" => StanzaErrorType.Modify,
        "wait" => StanzaErrorType.Wait,
        _ => null,
    };
}
