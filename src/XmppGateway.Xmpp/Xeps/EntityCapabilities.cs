using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0115: a hash of what an entity is and can, so that clients ask only once for all who have the same.</summary>
public static class EntityCapabilities
{
    private static readonly XNamespace Caps = "http://jabber.org/protocol/caps";
    private static readonly XNamespace Data = "jabber:x:data";

    /// <summary>The namespace of the element.</summary>
    public static string Feature => Caps.NamespaceName;

    /// <summary>The element of a presence.</summary>
    /// <param name="node">A URI of the software; the node to ask about is this, <c>#</c> and the hash.</param>
    /// <param name="hash">What <see cref="Hash"/> gives.</param>
    public static XElement Create(string node, string hash) => new(
        Caps + "c", new XAttribute("hash", "sha-1"), new XAttribute("node", node), new XAttribute("ver", hash));

    /// <summary>§5.1: the verification string, hashed with SHA-1, which is what all clients check.</summary>
    public static string Hash(DiscoInfo info)
    {
        var text = new StringBuilder();
        foreach (var identity in info.Identities
            .Select(i => $"{i.Category}/{i.Type}//{i.Name}").Order(StringComparer.Ordinal))
        {
            text.Append(identity).Append('<');
        }

        foreach (var feature in info.Features.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(feature).Append('<');
        }

        Append(info.Form, text);
#pragma warning disable CA5350 // §5.1 names SHA-1; it identifies, and protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(text.ToString())));
#pragma warning restore CA5350
    }

    private static void Append(XElement? form, StringBuilder text)
    {
        var fields = form?.Elements(Data + "field")
            .Select(f => (Name: (string?)f.Attribute("var") ?? "", Values: f.Elements(Data + "value").Select(v => v.Value).ToList()))
            .ToList();
        // §3.6 of XEP-0128: a form without FORM_TYPE is not part of it.
        if (fields is null || fields.Find(f => f.Name == "FORM_TYPE").Values is not [var type, ..])
        {
            return;
        }

        text.Append(type).Append('<');
        foreach (var (name, values) in fields.Where(f => f.Name != "FORM_TYPE").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append('<');
            foreach (var value in values.Order(StringComparer.Ordinal))
            {
                text.Append(value).Append('<');
            }
        }
    }
}
