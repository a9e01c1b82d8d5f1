using System.Security.Cryptography;
using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Outbox;

/// <summary>
/// What makes two stanzas with one id the same message. Clients repeat a message under its id when they are not sure that it went out;
/// others count their ids from 1 at every start. Only id and content together tell the two apart.
/// </summary>
internal static class Fingerprint
{
    /// <summary>A short hash of what the sender wrote; the time of arrival is not part of it.</summary>
    public static string Of(GatewayEvent what) => what switch
    {
        Message message => Hash($"m\0{message.Subject}\0{message.Thread}\0{message.ReplyTo?.Value}\0{message.Body.Plain}"),
        Undeliverable undeliverable => Hash($"u\0{undeliverable.Failed?.Value}\0{undeliverable.Condition}"),
        _ => throw new ArgumentException("Only messages and refusals go out.", nameof(what)),
    };

    private static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToBase64String(hash[..12]);
    }
}
