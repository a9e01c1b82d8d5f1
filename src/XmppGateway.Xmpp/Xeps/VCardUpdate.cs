using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0153: which picture the vCard of somebody holds, told with their presence.</summary>
public static class VCardUpdate
{
    private static readonly XName Name = Namespaces.VCardUpdate + "x";
    private static readonly XName Photo = Namespaces.VCardUpdate + "photo";

    /// <param name="hash">SHA-1 of the picture in hexadecimal; empty without one; null when it is not known yet.</param>
    public static XElement Create(string? hash) => new(Name, hash is null ? null : new XElement(Photo, hash.Length == 0 ? null : hash));

    /// <summary>The hash, empty for no picture; null when the presence says nothing of it.</summary>
    public static string? Find(Stanza presence) => presence.Payload(Name)?.Element(Photo)?.Value.Trim();
}
