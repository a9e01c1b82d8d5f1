using System.Security.Cryptography;
using System.Text;

namespace XmppGateway.Adapters.Email.Mime;

/// <summary>
/// A written mail as the first part of a multipart/mixed (RFC 2046 §5.1.3), whose further parts are files. Their contents come from elsewhere, line by
/// line: here is only what stands around them. Pure.
/// </summary>
/// <param name="Head">The header, and the mail's own content.</param>
/// <param name="Fronts">For each file what stands before its base64.</param>
/// <param name="End">After the last file.</param>
internal sealed record MixedMail(ReadOnlyMemory<byte> Head, IReadOnlyList<ReadOnlyMemory<byte>> Fronts, ReadOnlyMemory<byte> End)
{
    private const int BoundaryBytes = 18;

    /// <param name="mail">As <see cref="MailComposer"/> writes it.</param>
    /// <param name="files">At least one.</param>
    public static MixedMail Of(ReadOnlySpan<byte> mail, IReadOnlyList<FileHeader> files)
    {
        // An "=_" stands neither in base64 nor in quoted-printable; what is 7bit meets these random digits never.
        var boundary = "=_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(BoundaryBytes));
        var gap = mail.IndexOf("\r\n\r\n"u8);
        var (outer, inner) = Part(Encoding.UTF8.GetString(mail[..(gap + 2)]));
        using var head = new MemoryStream();
        head.Write(Encoding.UTF8.GetBytes($"{outer}Content-Type: multipart/mixed;\r\n boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{inner}\r\n"));
        head.Write(mail[(gap + 4)..]);
        return new MixedMail(
            head.ToArray(),
            [.. files.Select(file => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\n{file.Write()}\r\n"))],
            Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
    }

    /// <summary>The fields of the mail, and those of its content (RFC 2045 §9: all that begin with Content-).</summary>
    private static (string Outer, string Inner) Part(string header)
    {
        var outer = new StringBuilder();
        var inner = new StringBuilder();
        var current = outer;
        foreach (var line in header.Split("\r\n").SkipLast(1))
        {
            if (line.Length > 0 && line[0] is not (' ' or '\t'))
            {
                current = line.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? inner : outer;
            }

            current.Append(line).Append("\r\n");
        }

        return (outer.ToString(), inner.ToString());
    }
}

/// <summary>What a part says of the file in it.</summary>
/// <param name="Name">Any text.</param>
/// <param name="MediaType">Without parameters.</param>
/// <param name="Description">For those who do not see it; null without one.</param>
internal sealed record FileHeader(string Name, string MediaType, string? Description)
{
    private const int LongestDescription = 500;

    /// <summary>Its fields.</summary>
    public string Write()
    {
        // RFC 2046 §5.1.1 and §5.2.1: neither a multipart nor a message may be in base64.
        var isContainer = MediaType.StartsWith("multipart/", StringComparison.Ordinal) || MediaType.StartsWith("message/", StringComparison.Ordinal);
        var type = isContainer || !IsType(MediaType) ? "application/octet-stream" : MediaType;
        var disposition = type.StartsWith("image/", StringComparison.Ordinal) ? "inline" : "attachment";
        var name = string.Concat(Name.Select(c => char.IsControl(c) ? ' ' : c));
        var header = new HeaderWriter().Fixed("Content-Transfer-Encoding", "base64");
        if (!string.IsNullOrWhiteSpace(Description))
        {
            header.Unstructured("Content-Description", Description.Length <= LongestDescription ? Description : Description[..LongestDescription]);
        }

        return $"Content-Type: {type}\r\nContent-Disposition: {disposition}{ParameterWriter.Write("filename", name)}\r\n{header}";
    }

    private static bool IsType(string type) =>
        type.Length is > 2 and <= 100 && type.Count(c => c == '/') == 1 && type.All(c => char.IsAsciiLetterOrDigit(c) || "/!#$&-^_.+".Contains(c, StringComparison.Ordinal));
}
