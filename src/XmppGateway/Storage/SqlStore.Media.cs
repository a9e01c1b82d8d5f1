using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Sources of files.</content>
internal sealed partial class SqlStore
{
    public Task PutMediaSourceAsync(string network, string id, string source, DateTimeOffset expires, CancellationToken cancellationToken) =>
        WriteAsync(
            (network, id, source, expires),
            static (session, media) => MediaSql.Put(session, media.network, media.id, media.source, media.expires),
            cancellationToken);

    public Task<string?> FindMediaSourceAsync(string network, string id, CancellationToken cancellationToken) =>
        ReadFirstAsync(MediaSql.One, MediaSql.Read, [network, id], cancellationToken);

    public async Task ForgetMediaSourcesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (!await WriteAsync(before, static (session, before) => MediaSql.ForgetSome(session, before), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
