using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email;

/// <summary>The ids of this adapter: Message-IDs of our own, keys of arrivals, names of threads. Only this adapter looks inside.</summary>
internal sealed class EmailIds(string mailDomain)
{
    /// <summary>Of <see cref="Delivery.Id"/>: 26 characters of a-z2-7.</summary>
    private const int DeliveryIdLength = 26;

    /// <summary>The Message-ID, without brackets, of the mail that carries a delivery: known before the first attempt, the same on all.</summary>
    public string MessageIdOf(string deliveryId) => deliveryId + "@" + mailDomain;

    /// <summary>Whether a Message-ID has the form of ours.</summary>
    public bool IsOwn(string? messageId) =>
        messageId is not null
        && messageId.Length == DeliveryIdLength + 1 + mailDomain.Length
        && messageId[DeliveryIdLength] == '@'
        && messageId.EndsWith(mailDomain, StringComparison.OrdinalIgnoreCase)
        && IsDeliveryId(messageId[..DeliveryIdLength]);

    /// <summary>The message of ours that a report is about, by its Message-ID or its envelope id (RFC 3461 §4.4); null when it is none.</summary>
    public string? FindOwn(string? messageId, string? envelopeId) =>
        IsOwn(messageId) ? messageId
        : envelopeId is not null && IsDeliveryId(envelopeId) ? MessageIdOf(envelopeId)
        : null;

    /// <summary>
    /// The message that a mail answers. Servers that rewrite Message-IDs leave ours in References at best, so one of ours wins wherever it
    /// stands, the newest first.
    /// </summary>
    public string? FindParent(MessageView mail) =>
        mail.InReplyTo.LastOrDefault(IsOwn)
        ?? mail.References.LastOrDefault(IsOwn)
        ?? (mail.InReplyTo is [.., var last] ? last : mail.References is [.., var newest] ? newest : null);

    /// <summary>
    /// The key of one mail for one user. The same mail delivered again, after a 250 that got lost, has the same key. The Message-ID alone
    /// would not do: different mails with one id happen (a loop of bounces), and none of them may vanish. Header fields that servers add
    /// on the way are left out.
    /// </summary>
    public static string ArrivalKey(MessageView mail, Jid user)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (ReadOnlySpan<string>)["From", "Date", "Subject"])
            hash.AppendData(Encoding.UTF8.GetBytes(mail.Header(name) + "\n"));

        hash.AppendData(BodyOf(mail.Raw.Span));
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
        return $"{mail.MessageId ?? "none"} {digest} {user}";
    }

    /// <summary>The name of the thread that began with this Message-ID. A hash: ids may hold what a stanza cannot.</summary>
    public static string ThreadOf(string rootMessageId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rootMessageId)).AsSpan(0, 10));

    private static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> raw)
    {
        var gap = raw.IndexOf("\r\n\r\n"u8);
        return gap < 0 ? raw : raw[(gap + 4)..];
    }

    private static bool IsDeliveryId(string text) =>
        text.Length == DeliveryIdLength && text.All(c => c is (>= 'a' and <= 'z') or (>= '2' and <= '7'));
}
