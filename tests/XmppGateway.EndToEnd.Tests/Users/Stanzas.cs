using System.Xml.Linq;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>Reading received stanzas.</summary>
public static class Stanzas
{
    public static readonly XNamespace Conditions = "urn:ietf:params:xml:ns:xmpp-stanzas";
    private static readonly XNamespace Delay = "urn:xmpp:delay";

    public static bool Is(this XElement stanza, string name) => stanza.Name == XmppUser.Client + name;

    public static bool IsError(this XElement stanza) => stanza.Type() == "error";

    public static string? Id(this XElement stanza) => stanza.Attribute("id")?.Value;

    public static string? Type(this XElement stanza) => stanza.Attribute("type")?.Value;

    public static string BareFrom(this XElement stanza) => (stanza.Attribute("from")?.Value ?? "").Split('/')[0];

    public static string? Text(this XElement stanza) => stanza.Element(XmppUser.Client + "body")?.Value;

    /// <summary>The defined condition of an error stanza, such as <c>forbidden</c>.</summary>
    public static string? Condition(this XElement stanza) =>
        stanza.Element(XmppUser.Client + "error")?.Elements().FirstOrDefault(e => e.Name.Namespace == Conditions && e.Name.LocalName != "text")?.Name.LocalName;

    public static string ErrorText(this XElement stanza) =>
        stanza.Element(XmppUser.Client + "error")?.Element(Conditions + "text")?.Value ?? "";

    /// <summary>XEP-0160 §3: the server kept it while its reader was offline, and says so by XEP-0203. The gateway's own marks are from the gateway.</summary>
    public static bool WasKept(this XElement stanza) =>
        stanza.Elements(Delay + "delay").Any(delay => delay.Attribute("from")?.Value == "localhost");

    public static string? ErrorType(this XElement stanza) => stanza.Element(XmppUser.Client + "error")?.Attribute("type")?.Value;
}
