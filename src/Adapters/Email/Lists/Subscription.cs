using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>How a user gets out of a list (RFC 2369 §3.2), as its latest mail says.</summary>
/// <param name="Mail">A mailto link; null without one.</param>
/// <param name="Page">A web page; null without one.</param>
/// <param name="IsOneClick">A request to the page is enough (RFC 8058).</param>
internal sealed record Subscription(string? Mail, string? Page, bool IsOneClick = false)
{
    /// <summary>Longer links are not kept: they would not fit into the notes.</summary>
    private const int Longest = 500;

    /// <summary>"com", "org", "co", "ac" before the last label are what many have in common.</summary>
    private const int ShortLabel = 3;

    private static readonly string[] Words = ["unsubscribe", "abbestellen"];

    /// <summary>What a mail tells; null where it tells nothing.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="trustedServers">The authserv-ids to believe, in lower case.</param>
    /// <param name="senders">The domains that have to do with the sending: only those are written to. In ASCII.</param>
    public static Subscription? Read(MessageView mail, IReadOnlyCollection<string> trustedServers, IReadOnlyList<string?> senders)
    {
        List<string?> own = [.. senders, .. SenderCheck.PassedSignatures(mail, trustedServers).Select(signature => signature.Properties.GetValueOrDefault("header.d"))];
        var links = ListLinks.Parse(mail.Root.Find("List-Unsubscribe")?.Unfolded).Where(IsNotable).ToList();
        var byMail = links.FirstOrDefault(link => MailtoLink.Parse(link) is { } mailto && own.Any(domain => IsOf(domain, mailto.To.ToAsciiDomain())));
        var page = links.FirstOrDefault(link => link.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
        return byMail is null && page is null ? null : new(byMail, page, page is not null && OneClick.IsOfferedBy(mail, trustedServers));
    }

    /// <summary>
    /// Whether two domains are of one organisation, without a list of public suffixes: one above the other, or with the same last labels, of which "co.uk" and
    /// its like are no name. Else a newsletter could have its readers write to anybody.
    /// </summary>
    private static bool IsOf(string? one, string other)
    {
        if (one is null)
            return false;

        var (first, second) = (one.ToLowerInvariant().Split('.'), other.ToLowerInvariant().Split('.'));
        var same = first.Reverse().Zip(second.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return same >= 2 && (same >= 3 || same == first.Length || same == second.Length || first[^2].Length > ShortLabel);
    }

    private static bool IsNotable(string link) => link.Length <= Longest && link.All(c => c is > ' ' and <= '~' and not ('"' or '\\'));

    /// <summary>
    /// Whether a text is the word by which a user wants to get out. Said to a list it would be read by everybody. As an answer it is no other word, nor below
    /// the quotation that clients put before one.
    /// </summary>
    public static bool IsWordFor(string text)
    {
        var said = text.AsSpan().Trim();
        while (said is ['>', ..])
        {
            var end = said.IndexOf('\n');
            said = end < 0 ? [] : said[(end + 1)..].TrimStart();
        }

        said = said.TrimEnd(".!");
        foreach (var word in Words)
        {
            if (said.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text of several paragraphs has that word as one of them.</summary>
    public static bool HasWordAlone(string text) => text.Split("\n\n").Any(IsWordFor);
}
