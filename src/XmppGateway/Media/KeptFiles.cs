using System.Buffers;
using System.Security.Cryptography;
using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>
/// Contents that cannot be had again from where they came, as files under their SHA-256. The time of the last change of a file is when it
/// was last kept or linked to: what is older than a link lives is not reached by any, and is removed.
/// </summary>
/// <param name="directory">Made when the first file is kept.</param>
/// <param name="maxBytes">The largest content.</param>
/// <param name="keep">How long a link lives.</param>
internal sealed class KeptFiles(string directory, long maxBytes, TimeSpan keep, TimeProvider time)
{
    private const string Prefix = "urn:xmpp-gateway:kept:";
    private const string Temporary = "incoming-";
    private const int Buffer = 64 * 1024;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    // Links end with the day.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    // Between looking at the age of a file and removing it nobody may keep or link to it.
    private readonly Lock _ages = new();

    /// <summary>The SHA-256 in a source, in hexadecimal digits; null when it is not one of ours.</summary>
    public static string? HashOf(string source) =>
        source.StartsWith(Prefix, StringComparison.Ordinal) && source.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
        && source.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0
            ? source[Prefix.Length..]
            : null;

    /// <inheritdoc cref="IAdapterContext.KeepMediaAsync"/>
    public async ValueTask<AttachedFile?> KeepAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(directory, Temporary + Guid.NewGuid().ToString("N"));
        Prepare();
        try
        {
            var (hash, size) = await WriteAsync(content, temporary, cancellationToken);
            if (hash is null)
            {
                return null;
            }

            var hex = Convert.ToHexStringLower(hash);
            Settle(temporary, FileOf(hex));
            return new AttachedFile(Prefix + hex, FileNames.Clean(name), MediaTypes.Normalize(mediaType))
            {
                Size = size,
                Sha256 = Convert.ToBase64String(hash),
            };
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Opens the content of one of our sources; null when it is gone.</summary>
    public MediaContent? Open(string source, string mediaType, long offset)
    {
        if (HashOf(source) is not { } hash)
        {
            return null;
        }

        try
        {
            var file = new FileStream(FileOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Buffer, useAsync: true);
            var start = Math.Clamp(offset, 0, file.Length);
            file.Seek(start, SeekOrigin.Begin);
            return new MediaContent(file, mediaType, file.Length, start);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A link to it was made: it stays for as long as that lives. False when it is gone.</summary>
    public bool Extend(string source)
    {
        lock (_ages)
        {
            return HashOf(source) is { } hash && File.Exists(FileOf(hash)) && Touch(FileOf(hash));
        }
    }

    /// <summary>Removes what no link reaches any more, and what a crash has left unfinished. Returns how many files.</summary>
    public int RemoveOld()
    {
        if (!Directory.Exists(directory))
        {
            return 0;
        }

        var before = (time.GetUtcNow() - keep - Margin).UtcDateTime;
        var unfinished = (time.GetUtcNow() - Margin).UtcDateTime;
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            lock (_ages)
            {
                var isOurs = HashOf(Prefix + Path.GetFileName(file)) is not null;
                var limit = isOurs ? before : Path.GetFileName(file).StartsWith(Temporary, StringComparison.Ordinal) ? unfinished : DateTime.MinValue;
                if (File.GetLastWriteTimeUtc(file) < limit)
                {
                    File.Delete(file);
                    removed++;
                }
            }
        }

        return removed;
    }

    /// <summary>The hash and the size; no hash for what is too large. Reads to the end in any case. What it wrote is on the disk.</summary>
    private async Task<(byte[]? Hash, long Size)> WriteAsync(Stream content, string file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = Create(file);
        var buffer = new byte[Buffer];
        var size = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            size += read;
            if (size <= maxBytes)
            {
                hash.AppendData(buffer, 0, read);
                await OnDiskAsync(() => target.WriteAsync(buffer.AsMemory(0, read), cancellationToken));
            }
        }

        if (size > maxBytes)
        {
            return (null, size);
        }

        await OnDiskAsync(async () =>
        {
            await target.FlushAsync(cancellationToken);
            RandomAccess.FlushToDisk(target.SafeFileHandle);
        });
        return (hash.GetHashAndReset(), size);
    }

    private void Settle(string temporary, string file)
    {
        try
        {
            lock (_ages)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                if (!File.Exists(file))
                {
                    File.Move(temporary, file);
                }

                Touch(file);
            }

            // COMPAT(ext4, XFS): flushing a file after its rename writes the journal up to the rename; .NET cannot flush a folder.
            using var settled = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(settled);
        }
        catch (IOException e)
        {
            throw new StateUnavailableException(e.Message, e);
        }
    }

    private void Prepare()
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateUnavailableException(e.Message, e);
        }
    }

    private bool Touch(string file)
    {
        File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        return true;
    }

    private static FileStream Create(string file)
    {
        try
        {
            return new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateUnavailableException(e.Message, e);
        }
    }

    /// <summary>A disk that is full is ours; a source that ends early is the adapter's.</summary>
    private static async ValueTask OnDiskAsync(Func<ValueTask> write)
    {
        try
        {
            await write();
        }
        catch (IOException e)
        {
            throw new StateUnavailableException(e.Message, e);
        }
    }

    private string FileOf(string hash) => Path.Combine(directory, hash[..2], hash);
}
