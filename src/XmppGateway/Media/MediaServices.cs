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
        Kept = new KeptFiles(media.Directory, media.MaxBytes, media.Keep, time);
        Downloads = new MediaDownloads(media.AllowedHosts, media.MaxBytes, time);
        var sources = new MediaSources(networks, Kept);
        var links = new MediaLinks(store, store, options.Http.Listen is null ? null : options.Http.PublicUrl, media.Keep, time);
        _uploads = media.Upload ? new FileUploads(new UploadServices(time), sources, time, loggers.CreateLogger<FileUploads>()) : null;
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
        Endpoint.Dispose();
        Downloads.Dispose();
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
