using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>What the operator's own mail server found out about a mail's sender, and about the mail. Pure.</summary>
internal static class SenderCheck
{
    /// <summary>Whether the mail is from the domain that it names.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="domain">The domain of the author as shown, in ASCII; null where there is none.</param>
    /// <param name="trusted">The authserv-ids to believe, in lower case. Without one nothing is known.</param>
    /// <param name="isFromList">It is known to have come by a list, which changes mails and so breaks what their authors' domains promise.</param>
    public static SenderTrust TrustIn(MessageView mail, string? domain, IReadOnlyCollection<string> trusted, bool isFromList = false)
    {
        if (Found(mail, trusted) is not { } methods)
            return SenderTrust.Unknown;
        if (domain is null)
            return SenderTrust.Unverified;

        var dmarc = methods.Where(method => method.Name == "dmarc" && Concerns(method, "header.from", domain)).ToList();
        if (dmarc.Any(method => method.Result == "fail"))
            return isFromList ? SenderTrust.Unverified : SenderTrust.Failed;

        // RFC 7489 §6.6.1: which of several authors was checked, nobody knows.
        if (mail.From is not [var author] || !EmailAddress.TryParse(author.Address, out _))
            return SenderTrust.Unverified;
        if (dmarc.Count > 0 && dmarc.All(method => method.Passed))
            return SenderTrust.Verified;

        // RFC 7489 §3.1 without a policy of the domain: a signature, or an envelope, of the same domain stands for it.
        return IsSentBy(domain, methods) ? SenderTrust.Verified : SenderTrust.Unverified;
    }

    /// <summary>Whether a mail can speak for a domain that its fields name: who has sent it for sure is that domain, or nothing is known of anybody.</summary>
    public static bool MaySpeakFor(MessageView mail, string domain, IReadOnlyCollection<string> trusted) =>
        Found(mail, trusted) is not { } methods
        || IsSentBy(domain, methods)
        || methods.Any(method => method is { Name: "dmarc", Passed: true } && IsAligned(method, ["header.from"], domain));

    /// <summary>Whether who has sent a mail for sure is of this domain, or of one above it.</summary>
    public static bool IsSentBy(MessageView mail, string domain, IReadOnlyCollection<string> trusted) =>
        Found(mail, trusted) is { } methods && IsSentBy(domain, methods);

    /// <summary>The signatures of which a trusted server says that they are valid.</summary>
    public static IEnumerable<CheckedMethod> PassedSignatures(MessageView mail, IReadOnlyCollection<string> trusted) =>
        (Found(mail, trusted) ?? []).Where(method => method is { Name: "dkim", Passed: true });

    /// <summary>Whether one of these fields, which the operator's filter writes, says yes. One is enough: a "no" may have come with the mail.</summary>
    public static bool IsSpam(MessageView mail, IReadOnlyList<string> fields) => mail.Headers.Any(
        header => fields.Any(header.Is)
            && header.Value.Trim() is var value
            && (value.StartsWith("yes", StringComparison.OrdinalIgnoreCase)
                || value.StartsWith("true", StringComparison.OrdinalIgnoreCase)
                || value.StartsWith("spam", StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// What the trusted server has found, as the results say that stand together on top; null without any. Those below came with the mail, and anybody
    /// can write them (RFC 8601 §7.1): below the Received field that the operator's server adds to every mail, results may stand; below a second one
    /// only where that is of a trusted server as well. Of results side by side the upper is the server's: the lower tells of a method only what the
    /// upper does not, unless it is bad news.
    /// </summary>
    private static List<CheckedMethod>? Found(MessageView mail, IReadOnlyCollection<string> trusted)
    {
        if (trusted.Count == 0)
            return null;

        List<CheckedMethod>? found = null;
        var passed = 0;
        foreach (var header in mail.Headers)
        {
            if (header.Is("Received") && (found is not null || (passed++ > 0 && !IsBy(header.Unfolded, trusted))))
                break;
            if (!header.Is("Authentication-Results") || AuthenticationResults.Parse(header.Unfolded) is not { } results || !trusted.Contains(results.Server))
                continue;

            found ??= [];
            var told = found.Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
            found.AddRange(results.Methods.Where(method => !told.Contains(method.Name) || method.Result == "fail"));

            // RFC 8601 §2.2: "none" is all that there is to tell.
            if (results.Methods.Count == 0)
                break;
        }

        return found;
    }

    // RFC 5321 §4.4: "from" domain "by" domain.
    private static bool IsBy(string received, IReadOnlyCollection<string> trusted)
    {
        var words = received.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var by = Array.FindIndex(words, word => word.Equals("by", StringComparison.OrdinalIgnoreCase));
        return by >= 0 && by + 1 < words.Length && trusted.Contains(words[by + 1].TrimEnd(';', '.').ToLowerInvariant());
    }

    /// <summary>A signature, or an envelope, of the domain.</summary>
    private static bool IsSentBy(string domain, List<CheckedMethod> methods) =>
        methods.Any(method => method is { Name: "dkim", Passed: true } && IsAligned(method, ["header.d", "header.i"], domain))
        || methods.Any(method => method is { Name: "spf", Passed: true } && IsAligned(method, ["smtp.mailfrom"], domain));

    private static bool Concerns(CheckedMethod method, string property, string domain) =>
        !method.Properties.TryGetValue(property, out var about) || DomainOf(about).Equals(domain, StringComparison.OrdinalIgnoreCase);

    private static bool IsAligned(CheckedMethod method, IReadOnlyList<string> properties, string domain) => properties.Any(
        property => method.Properties.TryGetValue(property, out var about) && IsSameOrAbove(DomainOf(about), domain));

    // The relaxed form of RFC 7489 without a list of public suffixes: a domain speaks for those below it, and a bare suffix signs nothing.
    private static bool IsSameOrAbove(string above, string domain) =>
        above.Contains('.', StringComparison.Ordinal)
        && (domain.Equals(above, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + above, StringComparison.OrdinalIgnoreCase));

    private static string DomainOf(string about)
    {
        var domain = about[(about.LastIndexOf('@') + 1)..].TrimEnd('.');
        return DomainName.ToAscii(domain) ?? domain;
    }
}
