using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0447, and its forerunner XEP-0385: a file that can be had from addresses.</summary>
/// <param name="File">What is known about it.</param>
/// <param name="Urls">Where it is, the best first.</param>
/// <param name="IsShown">It is meant to be shown at once, and not only to be offered.</param>
/// <param name="IsEncrypted">Only encrypted (XEP-0448): the addresses of that form are not among <paramref name="Urls"/>.</param>
public sealed record FileSharing(FileMetadata File, IReadOnlyList<string> Urls, bool IsShown = true, bool IsEncrypted = false)
{
    private static readonly XName Name = Namespaces.FileSharing + "file-sharing";
    private static readonly XName Url = Namespaces.UrlData + "url-data";
    private static readonly XName Encrypted = Namespaces.EncryptedFileSharing + "encrypted";
    private static readonly XName Reference = Namespaces.References + "reference";
    private static readonly XName Media = Namespaces.MediaSharing + "media-sharing";

    /// <summary>All files of a message, in the form of XEP-0447, else in that of XEP-0385. Those that are offered in other ways have no address.</summary>
    public static IReadOnlyList<FileSharing> FindAll(Stanza message)
    {
        List<FileSharing> shared = [.. message.Payloads.Where(p => p.Name == Name).Select(Parse).OfType<FileSharing>()];
        return shared.Count > 0 ? shared
            : [.. message.Payloads.Where(p => p.Name == Reference).Select(p => p.Element(Media)).OfType<XElement>().Select(ParseMedia).OfType<FileSharing>()];
    }

    public XElement ToElement() => new(
        Name,
        new XAttribute("disposition", IsShown ? "inline" : "attachment"),
        File.ToElement(),
        new XElement(Namespaces.FileSharing + "sources", Urls.Select(url => new XElement(Url, new XAttribute("target", url)))));

    private static FileSharing? Parse(XElement element) => element.Element(Namespaces.FileMetadata + "file") is { } file
        ? new FileSharing(
            FileMetadata.Parse(file),
            [.. element.Elements(Namespaces.FileSharing + "sources").Elements(Url).Select(u => u.Attribute("target")?.Value).OfType<string>()],
            (string?)element.Attribute("disposition") != "attachment",
            element.Elements(Namespaces.FileSharing + "sources").Elements(Encrypted).Any())
        : null;

    /// <summary>XEP-0385 §3.1: its addresses are references (XEP-0372) to data.</summary>
    private static FileSharing? ParseMedia(XElement element) => element.Elements().FirstOrDefault(e => e.Name.LocalName == "file") is { } file
        ? new FileSharing(
            FileMetadata.Parse(file),
            [.. element.Elements(Namespaces.MediaSharing + "sources").Elements(Reference).Select(r => r.Attribute("uri")?.Value).OfType<string>()])
        : null;
}
