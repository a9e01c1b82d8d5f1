using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0363 §5: where a file may be put, and where it is then.</summary>
/// <param name="Put">For the one upload.</param>
/// <param name="Get">For everybody.</param>
/// <param name="Headers">What the request must carry: nothing but Authorization, Cookie and Expires, without line ends.</param>
public sealed record UploadSlot(string Put, string Get, IReadOnlyList<(string Name, string Value)> Headers)
{
    private static readonly string[] Allowed = ["Authorization", "Cookie", "Expires"];

    /// <summary>The request for a slot.</summary>
    public static XElement Request(string name, long size, string mediaType) => new(
        Namespaces.Upload + "request",
        new XAttribute("filename", name),
        new XAttribute("size", size),
        new XAttribute("content-type", mediaType));

    /// <summary>The slot in an answer; null when there is none.</summary>
    public static UploadSlot? Find(Stanza answer)
    {
        var slot = answer.IsError ? null : answer.Payload(Namespaces.Upload + "slot");
        var put = slot?.Element(Namespaces.Upload + "put");
        return put?.Attribute("url")?.Value is { } to && slot!.Element(Namespaces.Upload + "get")?.Attribute("url")?.Value is { } from
            ? new UploadSlot(to, from, [.. put.Elements(Namespaces.Upload + "header").Select(Read).Where(h => h.Name.Length > 0)])
            : null;
    }

    private static (string Name, string Value) Read(XElement header)
    {
        var name = WithoutLineEnds(header.Attribute("name")?.Value ?? "");
        return (Allowed.FirstOrDefault(allowed => allowed.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? "", WithoutLineEnds(header.Value));
    }

    private static string WithoutLineEnds(string text) =>
        text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
