using System.Globalization;
using System.Xml.Linq;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0264: a small image of a file.</summary>
/// <param name="Uri">Where it is: a link, or <c>cid:</c> (XEP-0231).</param>
/// <param name="MediaType">Null when unknown.</param>
/// <param name="Dimensions">In pixels; null when unknown.</param>
public sealed record FileThumbnail(string Uri, string? MediaType, (int Width, int Height)? Dimensions)
{
    private static readonly XName Name = XNamespace.Get("urn:xmpp:thumbs:1") + "thumbnail";

    /// <summary>Null without an address.</summary>
    public static FileThumbnail? Parse(XElement element) => element.Attribute("uri")?.Value is { Length: > 0 } uri
        ? new FileThumbnail(
            uri,
            element.Attribute("media-type")?.Value,
            FileMetadata.Number(element.Attribute("width")?.Value, int.MaxValue) is > 0 and var width
                && FileMetadata.Number(element.Attribute("height")?.Value, int.MaxValue) is > 0 and var height ? ((int)width, (int)height) : null)
        : null;

    public XElement ToElement() => new(
        Name,
        new XAttribute("uri", Uri),
        MediaType is null ? null : new XAttribute("media-type", MediaType),
        Dimensions is null ? null : new XAttribute("width", Dimensions.Value.Width.ToString(CultureInfo.InvariantCulture)),
        Dimensions is null ? null : new XAttribute("height", Dimensions.Value.Height.ToString(CultureInfo.InvariantCulture)));
}
