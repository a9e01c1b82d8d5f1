using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>Reads the files of a message and puts them into its mail: all before anything of it is sent, because only then a file can be left out.</summary>
/// <param name="context">Fetches them.</param>
/// <param name="maxSize">The largest mail that the server takes, in bytes; null while that is unknown.</param>
internal sealed class OutgoingFiles(IAdapterContext context, Func<long?> maxSize)
{
    /// <summary>What a mail has beside the encoded files: header, text, and the fields of the parts.</summary>
    private const int Around = 64 * 1024;

    /// <summary>The largest file that the server takes, in bytes; null while that is unknown.</summary>
    public long? Largest => maxSize() is { } size ? FilesOfMail.LargestWithin(size - Around) : null;

    /// <summary>The files in order; or why the message cannot be sent so. They are the caller's to dispose of.</summary>
    public async ValueTask<(IReadOnlyList<SpooledFile> Files, DeliveryResult? Failure)> FetchAsync(
        Delivery delivery, Sequence<AttachedFile> files, CancellationToken cancellationToken)
    {
        var spooled = new List<SpooledFile>(files.Count);
        try
        {
            foreach (var file in files)
            {
                if (await FetchAsync(delivery, file, spooled, cancellationToken) is { } failure)
                {
                    await DisposeAsync(spooled);
                    return ([], failure);
                }
            }

            return (spooled, null);
        }
        catch
        {
            await DisposeAsync(spooled);
            throw;
        }
    }

    /// <summary>The mail with its files.</summary>
    public static SmtpEnvelope Attach(SmtpEnvelope envelope, IReadOnlyList<SpooledFile> files)
    {
        if (files.Count == 0)
            return envelope;

        var mail = MixedMail.Of(envelope.Message.Span, [.. files.Select(file => new FileHeader(file.File.Name, file.MediaType, file.File.Description))]);
        return envelope with { Message = mail.Head, Rest = new FilesOfMail(mail, files) };
    }

    /// <summary>
    /// What a refusal means for a message with files. That the mail is too large is the fault of the largest of them: it is left out, and the rest goes.
    /// A full mailbox (RFC 3463 §3.3) is nobody's fault and stays a refusal.
    /// </summary>
    public DeliveryResult Judge(DeliveryResult result, Sequence<AttachedFile> files, IReadOnlyList<long> sizes) =>
        result is DeliveryResult.Rejected { Reason: var reason } && files.Count > 0
        && SmtpTexts.IsTooLarge(reason)
            ? TooLarge(files[sizes.Index().MaxBy(size => size.Item).Index], Largest)
            : result;

    private async ValueTask<DeliveryResult?> FetchAsync(
        Delivery delivery, AttachedFile file, List<SpooledFile> spooled, CancellationToken cancellationToken)
    {
        var media = await context.FetchMediaAsync(file, cancellationToken);
        if (media is not MediaResult.Opened { Content: var content })
            return DeliveryResult.ForFile(delivery, file, media);

        await using (content)
        {
            var left = Largest is { } largest ? largest - spooled.Sum(other => other.Length) : long.MaxValue;
            if (content.Length > left)
                return TooLarge(file, Largest);

            try
            {
                spooled.Add(await SpooledFile.ReadAsync(file, content.MediaType, content.Content, left, cancellationToken));
            }
            catch (IOException broken) when (broken is not MediaLimitException)
            {
                return DeliveryResult.ForFile(delivery, file, new MediaResult.Unavailable(MailTexts.FileBroken));
            }

            return spooled[^1].Length > left ? TooLarge(file, Largest) : null;
        }
    }

    private static DeliveryResult.FileRefused TooLarge(AttachedFile file, long? largest) => new(
        file,
        largest is { } bytes
            ? new LocalText(
                $"The mail server takes no files of more than {Megabytes(bytes, CultureInfo.InvariantCulture)} MB in one mail.",
                $"Der Mailserver nimmt nicht mehr als {Megabytes(bytes, CultureInfo.GetCultureInfo("de-DE"))} MB an Dateien in einer Mail.")
            : new LocalText("The mail with it is too large for the mail server.", "Die Mail mit ihr ist zu groß für den Mailserver."));

    private static string Megabytes(long bytes, CultureInfo culture) => (bytes / 1e6).ToString("0.#", culture);

    private static async ValueTask DisposeAsync(List<SpooledFile> files)
    {
        foreach (var file in files)
            await file.DisposeAsync();
    }
}
