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
    /// <summary>
    /// A short hash of what the sender wrote. The time of arrival is not part of it, nor is the message that is answered or corrected, whose
    /// foreign id may become known only between a message and its repeat.
    /// </summary>
    public static string Of(GatewayEvent what) => what switch
    {
        Message message => Hash(
            $"m\0{message.Subject}\0{message.Thread}\0{string.Join('\0', message.Attachments.Select(a => a.Source))}\0{message.Body.Plain}"),
        Edit edit => Hash($"e\0{edit.Body.Plain}"),
        Retraction retraction => Hash($"t\0{retraction.Target.Value}"),
        Reactions reactions => Hash($"x\0{reactions.Target.Value}\0{string.Join('\0', reactions.Emoji)}"),
        Displayed displayed => Hash($"d\0{displayed.UpTo.Value}"),
        Undeliverable undeliverable => Hash($"u\0{undeliverable.Failed?.Value}\0{undeliverable.Condition}"),
        OccupantChange change => Hash($"oc\0{change.User}\0{change.Passage}\0{change.Visitor?.Value}\0{change.Timestamp.UtcTicks}"),
        SubjectChange subject => Hash($"sc\0{subject.Subject}"),
        PortalEnd => Hash("pe"),
        _ => throw new ArgumentException($"{what.GetType().Name} does not go out.", nameof(what)),
    };

    private static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToBase64String(hash[..12]);
    }
}
