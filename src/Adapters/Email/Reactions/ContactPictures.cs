using System.Security.Cryptography;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>The pictures of contacts, as their chat programs tell them in a header field (<see cref="ChatHeaders.Picture"/>).</summary>
internal sealed class ContactPictures(IAdapterContext context)
{
    /// <summary>In base64 it fits into a note. COMPAT(Delta Chat): writes pictures of up to 60 000 characters.</summary>
    private const int MostBytes = 45 * 1024;
    private const string Inline = "base64:";
    private const string None = "0";

    /// <summary>From when it was told last, which programs do again now and then.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>Learns from a mail; from none whose author is not who they say, or is a list.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask LearnAsync(IncomingMail mail, CancellationToken cancellationToken)
    {
        if (mail.Chat.Picture is not { } told || mail.List is not null || mail.IsSpam || mail.Content.Kind != MailKind.Message
            || mail.Trust is not (SenderTrust.Verified or SenderTrust.Unknown))
        {
            return;
        }

        var note = told == None ? null : Read(told) is { } picture ? $"{picture.MediaType} {Convert.ToBase64String(picture.Content.Span)}" : "";
        if (note?.Length == 0)
            return;

        var before = await context.State.GetAsync(KeyOf(mail.Author), cancellationToken);
        if (note is not null)
            await context.State.SetUntilAsync(KeyOf(mail.Author), note, context.Time.GetUtcNow() + Lifetime, cancellationToken);
        else if (before is not null)
            await context.State.SetAsync(KeyOf(mail.Author), null, cancellationToken);

        if (note != before)
            context.Signal(new ContactSignal.ProfileChanged(mail.Author));
    }

    /// <summary>The picture; null where none was told.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<Avatar?> FindAsync(RemoteContact contact, CancellationToken cancellationToken)
    {
        if (await context.State.GetAsync(KeyOf(contact), cancellationToken) is not { } note)
            return null;

        var space = note.IndexOf(' ', StringComparison.Ordinal);
        var picture = new Picture(Convert.FromBase64String(note[(space + 1)..]), note[..space]);
        return new(Convert.ToHexStringLower(SHA256.HashData(picture.Content.Span).AsSpan(0, 16)), _ => ValueTask.FromResult<Picture?>(picture));
    }

    private static string KeyOf(RemoteContact contact) => $"picture of {contact.Id}";

    /// <summary>Null for what is no picture, or too large. Older programs have named a file of the mail instead, which then is shown as one.</summary>
    private static Picture? Read(string told)
    {
        if (!told.StartsWith(Inline, StringComparison.Ordinal) || told.Length > Inline.Length + (MostBytes / 3 * 4))
            return null;

        var content = new byte[told.Length];
        return Convert.TryFromBase64String(told[Inline.Length..], content, out var length) && TypeOf(content.AsSpan(0, length)) is { } type
            ? new(content.AsMemory(0, length), type)
            : null;
    }

    private static string? TypeOf(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
