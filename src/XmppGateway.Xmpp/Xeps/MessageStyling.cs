using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0393 §7: whether the signs for styles in a body mean styles.</summary>
public static class MessageStyling
{
    private static readonly XName Name = Namespaces.Styling + "unstyled";

    /// <summary>They do not.</summary>
    public static XElement Unstyled() => new(Name);

    /// <summary>True when the author says that they do not.</summary>
    public static bool IsUnstyled(Stanza message) => message.Payload(Name) is not null;
}
