using Microsoft.Extensions.Logging;
using XmppGateway.Configuration;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Media;

/// <summary>The parts of this folder, put together.</summary>
internal sealed partial class MediaServices : IDisposable
{
    private readonly IMediaStore _sources;
    private readonly TimeProvider _time;
    private readonly FileUploads? _uploads;
    private readonly ILogger<MediaServices> _logger;

    public MediaServices(GatewayOptions options, IStore store, Networks networks, TimeProvider time, ILoggerFactory loggers)
    {
        var media = options.Media;
        _sources = store;
        _time = time;
        _logger = loggers.CreateLogger<MediaServices>();
        Kept = new KeptFiles(media.Directory, media.MaxBytes, options.KeepFiles, time);
        var trusted = new TrustedOrigins(media.AllowedHosts);
        Downloads = new MediaDownloads(trusted, media.MaxBytes, time);
        Posts = new FormPosts(trusted, time);
        var sources = new MediaSources(networks, Kept);
        var key = new MediaKey(store, store, options.SecretKeys, loggers.CreateLogger<MediaKey>());
        var links = new MediaLinks(key, store, options.Http.Listen is null ? null : options.Http.PublicUrl, media.Keep, time);
        _uploads = media.Upload
            ? new FileUploads(
                new UploadServices(time), sources, options.Xmpp.LocalDomains, trusted, time, loggers.CreateLogger<FileUploads>())
            : null;
        Files = new MessageFiles(new FileLinks(links, sources, _uploads));
        Endpoint = new MediaEndpoint(links, sources, time, loggers.CreateLogger<MediaEndpoint>());
    }

    /// <summary>Between files and stanzas.</summary>
    public IFileTranslation Files { get; }

    /// <summary>Where links lead.</summary>
    public MediaEndpoint Endpoint { get; }

    /// <summary>What adapters gave to keep.</summary>
    public KeptFiles Kept { get; }

    /// <summary>What users have put elsewhere.</summary>
    public MediaDownloads Downloads { get; }

    /// <summary>Forms for servers of others.</summary>
    public FormPosts Posts { get; }

    /// <summary>Forgets what no link reaches any more.</summary>
    /// <exception cref="StoreUnavailableException">The store is away; the rest is done the next time.</exception>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Kept.RemoveOld() is > 0 and var count)
            {
                Log.Removed(_logger, count);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(_logger, e.Message);
        }

        await _sources.ForgetMediaSourcesAsync(_time.GetUtcNow(), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Downloads.Dispose();
        Posts.Dispose();
        _uploads?.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Information, "{Count} kept files were removed: no link to them works any more")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(2602, LogLevel.Warning, "Old kept files cannot be removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string reason);
    }
}
