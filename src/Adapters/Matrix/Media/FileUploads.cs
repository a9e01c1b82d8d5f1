using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>Puts the files of XMPP users on the homeserver: all of a message before anything of it is written.</summary>
internal sealed class FileUploads(IAdapterContext context, MatrixClient client, UploadLimit limit, UploadNotes notes)
{
    /// <summary>
    /// Homeservers must be told the length first. A file whose own server does not tell it is read into memory, and so may not be large.
    /// </summary>
    private const int LargestOfUnknownLength = 16 * 1024 * 1024;

    private static readonly LocalText NoLength = new(
        "Its server does not say how large it is, and it is larger than 16 MB.", "Ihr Server sagt nicht, wie groß sie ist, und sie ist größer als 16 MB.");

    private static readonly LocalText NotWhole = new("It could not be read to its end.", "Sie war nicht bis zum Ende lesbar.");

    /// <summary>The files in order; or why the message cannot be sent so.</summary>
    public async ValueTask<(IReadOnlyList<UploadNote> Files, DeliveryResult? Failure)> UploadAsync(
        Delivery delivery, string ghost, Sequence<AttachedFile> files, CancellationToken cancellationToken)
    {
        var uploaded = new List<UploadNote>(files.Count);
        foreach (var file in files)
        {
            if (await notes.FindAsync(delivery.Id, file, cancellationToken) is { } known)
            {
                uploaded.Add(known);
                continue;
            }

            var (note, failure) = await UploadAsync(delivery, ghost, file, cancellationToken);
            if (note is null)
            {
                return ([], failure);
            }

            await notes.SetAsync(delivery.Id, file, note, cancellationToken);
            uploaded.Add(note);
        }

        return (uploaded, null);
    }

    /// <summary>The delivery is at its end.</summary>
    public async ValueTask ForgetAsync(Delivery delivery, Sequence<AttachedFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await notes.SetAsync(delivery.Id, file, null, cancellationToken);
        }
    }

    private async ValueTask<(UploadNote? Note, DeliveryResult? Failure)> UploadAsync(
        Delivery delivery, string ghost, AttachedFile file, CancellationToken cancellationToken)
    {
        var largest = await limit.FindAsync(cancellationToken);
        var media = await context.FetchMediaAsync(file, cancellationToken);
        if (media is not MediaResult.Opened { Content: var content })
        {
            return (null, DeliveryResult.ForFile(delivery, file, media));
        }

        await using (content)
        {
            var type = MediaKinds.Normalise(content.MediaType);
            if (content.Length is { } length)
            {
                return length > largest
                    ? (null, TooLarge(file, largest))
                    : await UploadAsync(delivery, ghost, file, content.Content, length, type, largest, cancellationToken);
            }

            using var copy = new MemoryStream();
            return await IsWholeAsync(content.Content, copy, cancellationToken) switch
            {
                false => (null, Broken(delivery, file)),
                _ when copy.Length > largest => (null, TooLarge(file, largest)),
                _ when copy.Length > LargestOfUnknownLength => (null, new DeliveryResult.FileRefused(file, NoLength)),
                _ => await UploadAsync(delivery, ghost, file, copy, copy.Length, type, largest, cancellationToken),
            };
        }
    }

    private async ValueTask<(UploadNote? Note, DeliveryResult? Failure)> UploadAsync(
        Delivery delivery,
        string ghost,
        AttachedFile file,
        Stream source,
        long length,
        string type,
        long? largest,
        CancellationToken cancellationToken)
    {
        using var content = new FileContent(source, length, type);
        var sent = await client.UploadAsync(ghost, file.Name, content, cancellationToken);
        if (content.Limit is { } grown)
        {
            throw new MediaLimitException(grown.File, grown.Reason);
        }

        return (sent.Error, content.Failure) switch
        {
            (_, { }) => (null, Broken(delivery, file)),
            ({ Kind: MatrixErrorKind.TooLarge }, _) => (null, TooLarge(file, largest)),
            ({ IsTemporary: true } error, _) => (null, DeliveryOutcome.Of(DeliveryStep.Send, error)),
            ({ } error, _) => (null, new DeliveryResult.FileRefused(file, error.Words)),
            _ when MediaUri.Read(sent.Value!.ContentUri) is { } uri => (new UploadNote(uri.ToString(), type, length), null),
            _ => (null, DeliveryOutcome.Of(DeliveryStep.Send, MatrixClient.NoJson)),
        };
    }

    /// <summary>Reads a little more than may be, so that it shows; false where the source breaks off.</summary>
    private static async ValueTask<bool> IsWholeAsync(Stream source, MemoryStream copy, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            while (copy.Length <= LargestOfUnknownLength && await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            copy.Position = 0;
            return true;
        }
        catch (IOException e) when (e is not MediaLimitException)
        {
            return false;
        }
    }

    // Like a file that cannot be had at all: tried again for a while, and then left out, so that the conversation goes on.
    private static DeliveryResult Broken(Delivery delivery, AttachedFile file) =>
        DeliveryResult.ForFile(delivery, file, new MediaResult.Unavailable(NotWhole))!;

    private static DeliveryResult.FileRefused TooLarge(AttachedFile file, long? largest) => new(
        file,
        largest is { } bytes
            ? new LocalText(
                $"The Matrix homeserver takes no files of more than {Megabytes(bytes, CultureInfo.InvariantCulture)} MB.",
                $"Der Matrix-Server nimmt keine Dateien von mehr als {Megabytes(bytes, CultureInfo.GetCultureInfo("de-DE"))} MB.")
            : new LocalText("It is too large for the Matrix homeserver.", "Sie ist zu groß für den Matrix-Server."));

    private static string Megabytes(long bytes, CultureInfo culture) => (bytes / 1e6).ToString("0.#", culture);
}
