namespace XmppGateway.Storage.Sql;

/// <summary>What differs between the databases.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Selects the migrations: the suffix of their file names.</summary>
    string Name { get; }

    /// <summary>SQL for the database's clock, in milliseconds since 1970.</summary>
    string Now { get; }

    /// <summary>Connects for writing; blocks.</summary>
    ISession OpenWriter();

    /// <summary>Reads all rows. They include everything whose commit was reported before.</summary>
    Task<List<T>> QueryAsync<T>(Statement statement, Func<IRow, T> read, SqlValue[] values, CancellationToken cancellationToken);

    /// <summary>Copies everything, as of one moment, into a new file.</summary>
    Task BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the failures that an operator can mend from bugs: null for the latter.
    /// </summary>
    StoreUnavailableException? Unavailable(Exception exception);
}
