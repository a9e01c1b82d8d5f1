namespace XmppGateway.Storage.Sql;

/// <summary>
/// The writer's connection and its prepared statements. One thread uses it, synchronously, inside a transaction. Every failure throws
/// the engine's <see cref="System.Data.Common.DbException"/>, with the statement's name in it.
/// </summary>
internal interface ISession : IDisposable
{
    void Begin();

    /// <summary>Durable when it returns.</summary>
    void Commit();

    /// <summary>Also right when the engine has rolled back by itself.</summary>
    void Rollback();

    /// <summary>
    /// Fails the transaction, at the latest in its commit, unless all leases of the tenure are held. An engine across a network asks together with what
    /// follows.
    /// </summary>
    void Require(Tenure tenure);

    /// <summary>Begins a part that can be undone alone.</summary>
    void BeginPart();

    /// <summary>Ends the part; reports what failed in it.</summary>
    void EndPart();

    void UndoPart();

    /// <summary>The outcome is not needed: an engine across a network may send it together with what follows.</summary>
    void Run(Statement statement, params ReadOnlySpan<SqlValue> values);

    /// <summary>Returns the number of rows changed.</summary>
    int Execute(Statement statement, params ReadOnlySpan<SqlValue> values);

    /// <summary>Inserts one row and returns the number that it got in the column <c>id</c>.</summary>
    long Insert(Statement statement, params ReadOnlySpan<SqlValue> values);

    /// <summary>Returns the first row, or null when there is none.</summary>
    T? First<T>(Statement statement, Func<IRow, T> read, params ReadOnlySpan<SqlValue> values)
        where T : class;

    /// <summary>Returns the number in the first column of the first row, or null when there is no row.</summary>
    long? Number(Statement statement, params ReadOnlySpan<SqlValue> values);

    /// <summary>Runs several statements without parameters: a migration.</summary>
    void Script(string text);
}
