using System.Text.RegularExpressions;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Media;

/// <summary>
/// Files as links. A file from a contact has a stanza whose body is its link and nothing else, with the same link out of band (XEP-0066), which
/// makes every client show it in its place, and with all that is known about it (XEP-0447). Files of a user are read from those and from
/// XEP-0385.
/// </summary>
internal sealed partial class MessageFiles(FileLinks links) : IFileTranslation
{
    private const int MaximumFiles = 20;
    private const int MaximumUrl = 4096;
    private const int MaximumDescription = 1000;
    private const string EncryptedScheme = "aesgcm:";

    private readonly NamedFiles _named = new();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ShownFile>> ShowAsync(
        Network network, Message message, string stanzaId, CancellationToken cancellationToken)
    {
        var named = await _named.ShowAsync(network, message, stanzaId, cancellationToken);
        var shown = new List<ShownFile>(message.Attachments.Count);
        foreach (var file in message.Attachments)
        {
            shown.Add(await links.FindAsync(network, message.User, file, cancellationToken) is { } link
                ? Show(file, link, file.Thumbnail is { } small ? await links.FindAsync(network, message.User, small, cancellationToken) : null)
                : named[shown.Count]);
        }

        return shown;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindWholeAsync(Network network, Message message, CancellationToken cancellationToken) =>
        message.Whole is { } whole ? await links.FindWholeAsync(network, whole, cancellationToken) : null;

    /// <inheritdoc/>
    public CarriedFiles Read(Stanza message, string? body)
    {
        var shared = FileSharing.FindAll(message);
        var outOfBand = OutOfBand.FindAll(message).ToList();
        if (shared.Count == 0 && outOfBand.Count == 0)
        {
            return IsEncrypted(body) ? throw Refusal() : new CarriedFiles(body, []);
        }

        if (IsEncrypted(body) || outOfBand.Exists(IsEncrypted)
            || shared.Any(file => file.Urls.Any(IsEncrypted) || file is { IsEncrypted: true, Urls.Count: 0 }))
        {
            throw Refusal();
        }

        if (outOfBand.Count == 0 && shared.Any(file => file.Urls.Count == 0))
        {
            // XEP-0447 §3.1: other sources are streams between clients, or are told later.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, MediaTexts.NoAddress));
        }

        var files = new List<AttachedFile>();
        foreach (var sharing in shared)
        {
            if (sharing.Urls.FirstOrDefault(IsFetched) is { } url)
            {
                files.Add(Describe(url, sharing.File));
            }
        }

        var known = shared.SelectMany(sharing => sharing.Urls).ToHashSet(StringComparer.Ordinal);
        files.AddRange(outOfBand.Where(url => known.Add(url) && IsFetched(url)).Select(url => Describe(url, new FileMetadata(null, null))));

        // What is not taken as a file stays a link: nothing that was sent is lost.
        var text = TextOf(message, body, shared, files);
        var notFetched = shared.Where(sharing => !sharing.Urls.Any(IsFetched)).SelectMany(sharing => sharing.Urls.Take(1))
            .Concat(outOfBand.Where(url => !IsFetched(url) && !shared.Any(sharing => sharing.Urls.Contains(url))));
        string[] others =
        [
            .. files.Skip(MaximumFiles).Select(file => file.Source),
            .. notFetched.Where(url => text?.Contains(url, StringComparison.Ordinal) != true).Distinct(StringComparer.Ordinal).Take(MaximumFiles),
        ];
        return new CarriedFiles(
            others.Length == 0 ? text : string.Join('\n', text is null ? others : [text, .. others]),
            [.. files.Take(MaximumFiles)]);
    }

    private static ShownFile Show(AttachedFile file, string link, string? small)
    {
        var type = MediaTypes.Normalize(file.MediaType);
        var metadata = new FileMetadata(FileNames.Clean(file.Name), type)
        {
            Size = file.Size,
            Sha256 = file.Sha256 is null ? null : BodyText.CleanLine(file.Sha256),
            Dimensions = file.Dimensions,
            Length = file.Duration,
            Description = file.Description is null ? null : BodyText.Truncate(BodyText.Clean(file.Description), MaximumDescription),
            Thumbnail = small is null ? null : new FileThumbnail(small, MediaTypes.Normalize(file.Thumbnail!.MediaType), file.Thumbnail.Dimensions),
        };
        return new ShownFile(
            link,
            [
                new FileSharing(metadata, [link], MediaTypes.IsShown(type)).ToElement(),
                Fallback.Whole(Namespaces.FileSharing),
                OutOfBand.Create(link),
            ]);
    }

    private static AttachedFile Describe(string url, FileMetadata known)
    {
        var name = known.Name is { } given ? FileNames.Clean(given) : FileNames.OfUrl(new Uri(url));
        var type = MediaTypes.Normalize(known.MediaType);
        return new AttachedFile(url, name, type == MediaTypes.Unknown ? MediaTypes.OfName(name) : type)
        {
            Size = known.Size,
            Sha256 = known.Sha256,
            Dimensions = known.Dimensions,
            Duration = known.Length,
            Description = known.Description is { } text ? BodyText.Truncate(BodyText.Clean(text), MaximumDescription) : null,
            Thumbnail = known.Thumbnail is { } small && IsFetched(small.Uri)
                ? new AttachedFile(small.Uri, FileNames.OfUrl(new Uri(small.Uri)), MediaTypes.Normalize(small.MediaType)) { Dimensions = small.Dimensions }
                : null,
        };
    }

    /// <summary>The body without what only repeats the links.</summary>
    private static string? TextOf(Stanza message, string? body, IReadOnlyList<FileSharing> shared, List<AttachedFile> files)
    {
        if (body is null || files.Count == 0)
        {
            return body;
        }

        var isFallback = Fallback.IsWhole(message, Namespaces.FileSharing) || Fallback.IsWhole(message, Namespaces.OutOfBand);
        var links = shared.SelectMany(sharing => sharing.Urls).Concat(files.Select(file => file.Source)).ToHashSet(StringComparer.Ordinal);
        return isFallback || body.Split('\n').All(line => line.AsSpan().Trim().Length == 0 || links.Contains(line.Trim())) ? null : body;
    }

    /// <summary>XEP-0454 §3: the key is the fragment of the link, wherever in a text that stands.</summary>
    private static bool IsEncrypted(string? text) => text is not null
        && (text.AsSpan().TrimStart().StartsWith(EncryptedScheme, StringComparison.OrdinalIgnoreCase) || LinkWithKey().IsMatch(text));

    private static bool IsFetched(string url) =>
        url.Length <= MaximumUrl && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0;

    private static StanzaErrorException Refusal() => new(StanzaError.Of(StanzaConditions.NotAcceptable, MediaTexts.Encrypted));

    [GeneratedRegex(@"aesgcm:[^\s#]*#[0-9a-f]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinkWithKey();
}
