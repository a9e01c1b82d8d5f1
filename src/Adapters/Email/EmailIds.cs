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

    /// <summary>With a space: in no field of a mail this is an id (<see cref="HeaderWriter.Ids"/>).</summary>
    private const string Unnamed = "mail ";

    /// <summary>The Message-ID, without brackets, of the mail that carries a delivery: known before the first attempt, the same on all.</summary>
    public string MessageIdOf(string deliveryId) => deliveryId + "@" + mailDomain;

    /// <summary>The delivery behind a Message-ID of ours; null for any other.</summary>
    public string? DeliveryOf(string? messageId) => IsOwn(messageId) ? messageId![..DeliveryIdLength] : null;

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
    /// The message that a mail answers: what In-Reply-To names, where that is known. Servers that rewrite Message-IDs leave ours in References at
    /// best, so then one of ours wins wherever it stands, the newest first.
    /// </summary>
    /// <param name="isKnown">Whether the conversation has received a mail with this id.</param>
    public string? FindParent(MessageView mail, Func<string, bool> isKnown) =>
        mail.InReplyTo.LastOrDefault(id => IsOwn(id) || isKnown(id))
        ?? mail.ReferencedIds.LastOrDefault(IsOwn)
        ?? (mail.InReplyTo is [.., var last] ? last : mail.ReferencedIds.LastOrDefault());

    /// <summary>
    /// The key of one mail for one user. The same mail delivered again, after a 250 that got lost, has the same key. The Message-ID alone
    /// would not do: different mails with one id happen (a loop of bounces), and none of them may vanish. Header fields that servers add
    /// on the way are left out.
    /// </summary>
    public static string ArrivalKey(MessageView mail, Jid user) => ArrivalKey(mail, user.ToString());

    /// <summary>The same for one mail in one room.</summary>
    public static string ArrivalKey(MessageView mail, string place) => $"{mail.MessageId ?? "none"} {DigestOf(mail)} {place}";

    /// <summary>What a received mail is known by: its Message-ID, or, of one without, a name that no mail can have and that is never written into one.</summary>
    public static RemoteMessageId ReceivedId(MessageView mail) => new(mail.MessageId ?? Unnamed + DigestOf(mail));

    /// <summary>Whether a mail that is known by this has no Message-ID, so that none can name it.</summary>
    public static bool IsUnnamed(string id) => id.StartsWith(Unnamed, StringComparison.Ordinal);

    /// <summary>What tells one mail from another with the same Message-ID, the same on every delivery.</summary>
    public static string DigestOf(MessageView mail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (ReadOnlySpan<string>)["From", "Date", "Subject"])
            hash.AppendData(Encoding.UTF8.GetBytes(mail.Header(name) + "\n"));

        var body = BodyOf(mail.Raw.Span);
        foreach (var window in LargeSpan.Windows(body))
        {
            hash.AppendData(body[window]);
            LargeSpan.Leave(body[window]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The delivery, as far as mail knows it, that tells the author of a mail that a user has displayed it: the same on every attempt.</summary>
    public static string ReceiptIdOf(string messageId, Jid user)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"displayed {user} {messageId}"));
        return string.Concat(hash.Take(DeliveryIdLength).Select(b => Letters[b & 31]));
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
