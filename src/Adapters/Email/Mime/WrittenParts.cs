using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>Parts of a mail that is written: their fields, an empty line, their content. Pure.</summary>
internal static class WrittenParts
{
    /// <summary>A part of text.</summary>
    /// <param name="type">With its parameters.</param>
    /// <param name="content">Any text; Unicode becomes UTF-8.</param>
    /// <param name="fields">Further fields of the part, each with its line end.</param>
    public static string Text(string type, string content, string fields = "")
    {
        var (encoding, body) = BodyEncoder.Encode(content);
        return $"Content-Type: {type}\r\n{fields}Content-Transfer-Encoding: {encoding}\r\n\r\n{body}";
    }

    /// <summary>The same content in several forms (RFC 2046 §5.1.4: the plainest comes first).</summary>
    /// <param name="messageId">
    /// Of the mail. The boundary is made of it: the same on every attempt, and unknown to whoever wrote the content before the mail had an id.
    /// </param>
    /// <param name="parts">As written here.</param>
    public static string Alternative(string messageId, params ReadOnlySpan<string> parts) => Multipart("alternative", messageId, parts);

    /// <summary>Parts that belong together (RFC 2046 §5.1.3).</summary>
    /// <param name="messageId">As above; its parts may be alternatives with a boundary of their own.</param>
    /// <param name="parts">As written here.</param>
    public static string Mixed(string messageId, params ReadOnlySpan<string> parts) => Multipart("mixed", "mixed " + messageId, parts);

    private static string Multipart(string kind, string origin, ReadOnlySpan<string> parts)
    {
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)).AsSpan(0, 16));
        var written = new StringBuilder($"Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
        foreach (var part in parts)
            written.Append("--").Append(boundary).Append("\r\n").Append(part);

        return written.Append("--").Append(boundary).Append("--\r\n").ToString();
    }
}
