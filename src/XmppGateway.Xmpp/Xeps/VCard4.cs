using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0292: the newer vCard (RFC 6351), kept in a node of its own.</summary>
public static class VCard4
{
    public const string Node = "urn:xmpp:vcard4";
    public const string ItemId = "current";

    public static XElement Create(PersonalDetails details) => new(
        Namespaces.VCard4 + "vcard",
        Property("fn", "text", details.FullName ?? ""),
        details.Nickname is null ? null : Property("nickname", "text", details.Nickname),
        details.Phones.Select(phone => Property("tel", "text", phone)),
        details.Emails.Select(email => Property("email", "text", email)),
        details.Uris.Select(uri => Property("url", "uri", uri)),
        details.Note is null ? null : Property("note", "text", details.Note));

    private static XElement Property(string name, string type, string value) =>
        new(Namespaces.VCard4 + name, new XElement(Namespaces.VCard4 + type, value));
}
