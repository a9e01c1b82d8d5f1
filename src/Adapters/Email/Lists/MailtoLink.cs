using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>A mailto link with what may safely be taken of it (RFC 6068 §4: no other fields than these).</summary>
/// <param name="To">Whom it goes to.</param>
/// <param name="Subject">Its subject; empty without one.</param>
/// <param name="Body">Its text; empty without one.</param>
internal sealed record MailtoLink(EmailAddress To, string Subject, string Body)
{
    private const string Scheme = "mailto:";

    public static MailtoLink? Parse(string link)
    {
        if (!link.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        var rest = link[Scheme.Length..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var to = Uri.UnescapeDataString(question < 0 ? rest : rest[..question]);

        // One address: whoever sends the mail has no business to make us write to several.
        return EmailAddress.TryParse(to, out var address)
            ? new(address, Field(rest, question, "subject"), Field(rest, question, "body"))
            : null;
    }

    private static string Field(string rest, int question, string name)
    {
        if (question < 0)
            return "";

        foreach (var pair in rest[(question + 1)..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair[..equals].Equals(name, StringComparison.OrdinalIgnoreCase))
                return Uri.UnescapeDataString(pair[(equals + 1)..]);
        }

        return "";
    }
}
