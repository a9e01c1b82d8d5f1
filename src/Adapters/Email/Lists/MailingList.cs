using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email.Lists;

/// <summary>A mailing list as one of its mails tells of it.</summary>
/// <param name="Address">Where to write to it.</param>
/// <param name="Name">What its owner calls it.</param>
internal sealed record MailingList(EmailAddress Address, string Name)
{
    /// <summary>
    /// The list; null where a mail is of none, or of one that nobody can write to. RFC 2919 §2 makes List-Id of the list's own domain: only
    /// an address that fits it is the list's. Others name an address for each thread (trackers), and would be a contact for each.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="isOurs">Whether an address is a user's: no List-Id makes them a list.</param>
    public static MailingList? Read(MessageView mail, Func<EmailAddress, bool> isOurs)
    {
        if (mail.Root.Find("List-Id") is not { } field)
            return null;

        var (phrase, id) = Split(field.Value);
        return PostingAddresses(mail).FirstOrDefault(IsOfList) is { } posting ? new(posting, ShownNames.Of(phrase, posting) ?? posting.LocalPart) : null;

        bool IsOfList(EmailAddress address) =>
            !isOurs(address)
            && (id.Equals(address.LocalPart + "." + address.Domain, StringComparison.OrdinalIgnoreCase)
                || id.Equals(address.LocalPart + "." + address.ToAsciiDomain(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether who has sent the mail for sure is the list that its List-Id names, also one that nobody can write to. The field alone is anybody's.</summary>
    public static bool IsProven(MessageView mail, IReadOnlyCollection<string> trusted) =>
        mail.Root.Find("List-Id") is { } field && SenderCheck.IsSentBy(mail, Split(field.Value).Id, trusted);

    /// <summary>
    /// Where the answer to one mail of a list goes: the address that its Reply-To names, which the list or the author has set; the list's own
    /// where it names several and that one too. Never to more than one.
    /// </summary>
    public EmailAddress AnswerTo(MessageView mail)
    {
        EmailAddress? first = null;
        foreach (var mailbox in mail.ReplyTo)
        {
            if (!EmailAddress.TryParse(mailbox.Address, out var address))
                continue;
            if (address.Equals(Address))
                return address;

            first ??= address;
        }

        return first ?? Address;
    }

    /// <summary>
    /// Where it says that one can write to it. RFC 2369 §3.4: nowhere, if List-Post is NO. A list need not have that field (RFC 2919 §2); its mails are
    /// to it all the same.
    /// </summary>
    private static IEnumerable<EmailAddress> PostingAddresses(MessageView mail)
    {
        if (mail.Root.Find("List-Post") is not { } post)
        {
            foreach (var mailbox in mail.To.Concat(mail.Cc))
            {
                if (EmailAddress.TryParse(mailbox.Address, out var address))
                    yield return address;
            }

            yield break;
        }

        foreach (var link in ListLinks.Parse(post.Unfolded))
        {
            if (MailtoLink.Parse(link) is not { } mailto)
                continue;

            yield return mailto.To;
            yield break;
        }
    }

    // [phrase] "<" list-id ">"
    private static (string Phrase, string Id) Split(string value)
    {
        var open = value.LastIndexOf('<');
        var close = value.IndexOf('>', open + 1);
        return open < 0 || close < 0 ? ("", value.Trim()) : (value[..open].Trim().Trim('"').Trim(), value[(open + 1)..close].Trim());
    }
}
