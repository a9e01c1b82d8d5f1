using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0334: what servers are asked to do with a message.</summary>
public static class Hints
{
    /// <summary>Keep it for a user who is away although it has no body.</summary>
    public static XElement Store() => new(Namespaces.Hints + "store");
}
