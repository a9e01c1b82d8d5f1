using System.Globalization;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>One answer of the server (RFC 5321 §4.2), with its enhanced code where it gave one (RFC 2034).</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 300;

    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>RFC 5321 §3.8: the server closes, whatever the command was.</summary>
    public bool EndsConnection => Code == 421;

    public EnhancedStatus? Status =>
        EnhancedStatus.TryParse(FirstWord(Lines[0]), out var status) && status.Class == Code / 100 ? status : null;

    /// <summary>In the server's own words, codes included, as people know it from bounces.</summary>
    public string Words
    {
        get
        {
            var status = Status?.ToString();
            var texts = Lines.Select(line => status is not null && FirstWord(line) == status ? line[status.Length..].Trim() : line.Trim());
            return string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {string.Join(' ', texts)}").Replace("  ", " ", StringComparison.Ordinal).Trim();
        }
    }

    private static string FirstWord(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? line : line[..space];
    }
}
