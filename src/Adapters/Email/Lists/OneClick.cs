using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>Whether a newsletter can be left by one request (RFC 8058). Pure.</summary>
internal static class OneClick
{
    /// <summary>What the request says (§3.1).</summary>
    public static IReadOnlyDictionary<string, string> Form { get; } = new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" };

    /// <summary>
    /// Whether the mail offers it, and who sent it for sure stands for that. §4: a valid signature must cover both fields; otherwise anybody could make
    /// the gateway send a request to an address of their choice.
    /// </summary>
    public static bool IsOfferedBy(MessageView mail, IReadOnlyCollection<string> trustedServers) =>
        mail.Root.Find("List-Unsubscribe-Post") is { } field
        && string.Concat(field.Unfolded.Where(c => !char.IsWhiteSpace(c))).Equals("List-Unsubscribe=One-Click", StringComparison.OrdinalIgnoreCase)

        // Of two fields a signature covers the last, and readers take the first (RFC 6376 §5.4.2).
        && mail.Headers.Count(header => header.Is("List-Unsubscribe")) == 1
        && mail.Headers.Count(header => header.Is("List-Unsubscribe-Post")) == 1
        && SenderCheck.PassedSignatures(mail, trustedServers).Any(passed => Covers(mail, passed));

    /// <summary>The results name a signature by its domain, and by its selector and beginning where the server is exact (RFC 8601 §2.7.1, RFC 6008).</summary>
    private static bool Covers(MessageView mail, CheckedMethod passed)
    {
        var domain = passed.Properties.GetValueOrDefault("header.d")
            ?? (passed.Properties.GetValueOrDefault("header.i") is { } identity ? identity[(identity.LastIndexOf('@') + 1)..] : null);
        if (domain is null)
            return false;

        // All that the result can mean: one among them that covers less could be the one that is valid, and the other a forgery.
        var meant = mail.Headers.Where(header => header.Is("DKIM-Signature")).Select(header => Tags(header.Unfolded)).Where(IsMeant).ToList();
        return meant.Count > 0 && meant.All(IsWide);

        bool IsMeant(Dictionary<string, string> tags) =>
            tags.GetValueOrDefault("d", "").Equals(domain, StringComparison.OrdinalIgnoreCase)
            && (passed.Properties.GetValueOrDefault("header.s") is not { } selector || tags.GetValueOrDefault("s", "").Equals(selector, StringComparison.OrdinalIgnoreCase))
            && (passed.Properties.GetValueOrDefault("header.b") is not { } begin || tags.GetValueOrDefault("b", "").StartsWith(begin, StringComparison.Ordinal));
    }

    private static bool IsWide(Dictionary<string, string> tags)
    {
        var fields = tags.GetValueOrDefault("h", "").Split(':');
        return fields.Contains("list-unsubscribe", StringComparer.OrdinalIgnoreCase) && fields.Contains("list-unsubscribe-post", StringComparer.OrdinalIgnoreCase);
    }

    // RFC 6376 §3.2: tag-list = tag-spec *( ";" tag-spec ), white space anywhere around.
    private static Dictionary<string, string> Tags(string signature)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in signature.Split(';'))
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                tags.TryAdd(tag[..equals].Trim(), string.Concat(tag[(equals + 1)..].Where(c => !char.IsWhiteSpace(c))));
        }

        return tags;
    }
}
