using System.Text.RegularExpressions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>
/// COMPAT(Exim before 4.9x, Gmail): the header field X-Failed-Recipients names the recipients as plainly as RFC 3464 does. The reasons stand
/// in the text, each below its address.
/// </summary>
internal static partial class FailedRecipients
{
    private const int MostRecipients = 1000;
    private const int LongestReason = 500;

    /// <summary>Null when the mail has no such field.</summary>
    public static DeliveryReport? Read(MessageView mail)
    {
        if (mail.Header("X-Failed-Recipients") is not { } named)
        {
            return null;
        }

        var text = mail.Root.Walk().FirstOrDefault(part => part.ContentType.Is("text", "plain"))?.Text ?? "";
        var reasons = Reasons(text);
        var recipients = AddressParser.Parse(named, MostRecipients)
            .Select(mailbox => reasons.GetValueOrDefault(mailbox.Address, "") is var reason
                ? new RecipientReport(mailbox.Address, "failed", StatusFields.FindStatus(reason), reason)
                : null!);
        return new DeliveryReport([.. recipients], ReturnedId().Match(text) is { Success: true } id ? id.Groups[1].Value : null, null);
    }

    /// <summary>A line that is an address, and the lines below it up to the next blank one.</summary>
    private static Dictionary<string, string> Reasons(string text)
    {
        var reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var lines = text.Split('\n', 2000);
        for (var i = 0; i < lines.Length; i++)
        {
            var address = lines[i].Trim().TrimEnd(':');
            if (address.Length is 0 or > 254 || !EmailAddress.TryParse(address, out _))
            {
                continue;
            }

            var reason = lines.Skip(i + 1).SkipWhile(string.IsNullOrWhiteSpace).TakeWhile(line => !string.IsNullOrWhiteSpace(line)).Take(20);
            var joined = string.Join(' ', reason.Select(line => line.Trim()));
            reasons.TryAdd(address, joined[..Math.Min(joined.Length, LongestReason)]);
        }

        return reasons;
    }

    [GeneratedRegex(@"^Message-ID:[ \t]*\n?[ \t]*<([^<>\s]{1,900})>", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex ReturnedId();
}
