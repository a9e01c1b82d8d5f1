using System.Globalization;
using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0446: what is known about a file; read also from XEP-0234 §6.1, which has the same children.</summary>
/// <param name="Name">As its owner calls it; not to be trusted as a path.</param>
/// <param name="MediaType">Null for <c>application/octet-stream</c>.</param>
public sealed record FileMetadata(string? Name, string? MediaType)
{
    private static readonly XName Hash = XNamespace.Get("urn:xmpp:hashes:2") + "hash";
    private static readonly XName Thumb = XNamespace.Get("urn:xmpp:thumbs:1") + "thumbnail";

    /// <summary>In bytes.</summary>
    public long? Size { get; init; }

    /// <summary>XEP-0300, in base64.</summary>
    public string? Sha256 { get; init; }

    /// <summary>In pixels.</summary>
    public (int Width, int Height)? Dimensions { get; init; }

    /// <summary>Of sound or video.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>XEP-0264.</summary>
    public FileThumbnail? Thumbnail { get; init; }

    /// <summary>Reads a <c>file</c> element of any namespace; what has not the right form is left out.</summary>
    public static FileMetadata Parse(XElement file)
    {
        var ns = file.Name.Namespace;
        var size = Number(file.Element(ns + "size")?.Value, long.MaxValue);
        var length = Number(file.Element(ns + "length")?.Value, (long)TimeSpan.FromDays(365).TotalMilliseconds);
        var hash = file.Elements(Hash).FirstOrDefault(h => (string?)h.Attribute("algo") == "sha-256")?.Value.Trim();
        return new FileMetadata(Text(file, "name"), Text(file, "media-type"))
        {
            Size = size,
            Sha256 = hash is not null && Convert.TryFromBase64String(hash, new byte[32], out var bytes) && bytes == 32 ? hash : null,
            Dimensions = Number(file.Element(ns + "width")?.Value, int.MaxValue) is > 0 and var width
                && Number(file.Element(ns + "height")?.Value, int.MaxValue) is > 0 and var height ? ((int)width, (int)height) : null,
            Length = length is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Description = Text(file, "desc"),
            Thumbnail = file.Element(Thumb) is { } thumbnail ? FileThumbnail.Parse(thumbnail) : null,
        };
    }

    /// <summary>The element in XEP-0446's namespace.</summary>
    public XElement ToElement()
    {
        var ns = Namespaces.FileMetadata;
        return new XElement(
            ns + "file",
            Part("media-type", MediaType),
            Part("name", Name),
            Part("size", Size?.ToString(CultureInfo.InvariantCulture)),
            Part("width", Dimensions?.Width.ToString(CultureInfo.InvariantCulture)),
            Part("height", Dimensions?.Height.ToString(CultureInfo.InvariantCulture)),
            Part("length", Length is { } length ? ((long)length.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null),
            Sha256 is null ? null : new XElement(Hash, new XAttribute("algo", "sha-256"), Sha256),
            Part("desc", Description),
            Thumbnail?.ToElement());

        XElement? Part(string name, string? value) => value is null ? null : new XElement(ns + name, value);
    }

    internal static long? Number(string? text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static string? Text(XElement file, string name) =>
        file.Element(file.Name.Namespace + name)?.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
