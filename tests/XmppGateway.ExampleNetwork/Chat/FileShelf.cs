using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>A file on the network.</summary>
internal sealed record StoredFile(string Id, string Name, string MediaType, byte[] Content)
{
    /// <summary>Base64, as XEP-0300 and most networks write it.</summary>
    public string Sha256 { get; } = Convert.ToBase64String(SHA256.HashData(Content));
}

/// <summary>The files of the network, in memory.</summary>
internal sealed class FileShelf
{
    private readonly ConcurrentDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private int _last;

    public StoredFile? Find(string id) => _files.GetValueOrDefault(id);

    /// <summary>Puts a file under an id; a second one under the same id replaces it.</summary>
    public void Put(StoredFile file) => _files[file.Id] = file;

    /// <summary>Reads a file to its end and gives it an id.</summary>
    public async ValueTask<string> UploadAsync(Stream content, string name, string mediaType, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        var file = new StoredFile($"upload{Interlocked.Increment(ref _last)}", name, mediaType, copy.ToArray());
        Put(file);
        return file.Id;
    }

    /// <summary>The files with these ids, described.</summary>
    public IReadOnlyList<FileNote> Note(IEnumerable<string> ids) =>
        [.. ids.Select(Find).OfType<StoredFile>().Select(file => new FileNote(file.Id, file.Name, file.MediaType, file.Content.Length, file.Sha256))];
}
