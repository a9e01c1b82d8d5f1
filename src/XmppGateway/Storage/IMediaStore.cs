namespace XmppGateway.Storage;

/// <summary>Sources of files that are too long for a link.</summary>
internal interface IMediaStore
{
    /// <summary>Keeps a source under its id until that time, or longer where it is kept longer already.</summary>
    Task PutMediaSourceAsync(string network, string id, string source, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>The source, or null.</summary>
    Task<string?> FindMediaSourceAsync(string network, string id, CancellationToken cancellationToken);

    /// <summary>Forgets the sources that are kept until before that time.</summary>
    Task ForgetMediaSourcesAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
