using XmppGateway.Storage;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Tests.Storage;

/// <summary>An engine whose writing connections run a statement first: a full disk or a read-only file without either.</summary>
internal sealed class AlteredEngine(IEngine inner) : IEngine
{
    /// <summary>For connections opened from now on.</summary>
    public string? Script { get; set; }

    public string Name => inner.Name;

    public string Now => inner.Now;

    public ISession OpenWriter()
    {
        var session = inner.OpenWriter();
        if (Script is not null)
        {
            session.Script(Script);
        }

        return session;
    }

    public Task<List<T>> QueryAsync<T>(Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken) =>
        inner.QueryAsync(statement, read, values, cancellationToken);

    public Task BackupAsync(string file, CancellationToken cancellationToken) => inner.BackupAsync(file, cancellationToken);

    public StoreUnavailableException? Unavailable(Exception exception) => inner.Unavailable(exception);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
