using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0084: pictures in two nodes, one that says which and one that holds it.</summary>
public static class UserAvatar
{
    public static readonly string MetadataNode = Namespaces.AvatarMetadata.NamespaceName;
    public static readonly string DataNode = Namespaces.AvatarData.NamespaceName;

    /// <summary>The item of the metadata node, whose id is the hash.</summary>
    public static XElement Metadata(string hash, string mediaType, int bytes) => new(
        Namespaces.AvatarMetadata + "metadata",
        new XElement(
            Namespaces.AvatarMetadata + "info",
            new XAttribute("bytes", bytes.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("id", hash),
            new XAttribute("type", mediaType)));

    /// <summary>There is no picture any more.</summary>
    public static XElement NoMetadata() => new(Namespaces.AvatarMetadata + "metadata");

    /// <summary>The item of the data node.</summary>
    public static XElement Data(ReadOnlySpan<byte> content) => new(Namespaces.AvatarData + "data", Convert.ToBase64String(content));
}
