using System.Collections.Frozen;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace XmppGateway.Storage.Sqlite;

/// <summary>Which SQLite failures an operator can mend, and how. All others are bugs.</summary>
internal static class SqliteFailures
{
    private static readonly FrozenDictionary<int, string> Advice = new Dictionary<int, string>
    {
        [raw.SQLITE_BUSY] = "another program has locked it: end that program",
        [raw.SQLITE_LOCKED] = "another program has locked it: end that program",
        [raw.SQLITE_FULL] = "the disk is full: make room on it",
        [raw.SQLITE_READONLY] = "it may not be written: check the owner and mode of the file and its folder, and how the disk is mounted",
        [raw.SQLITE_PERM] = "it may not be written: check the owner and mode of the file and its folder",
        [raw.SQLITE_CANTOPEN] = "it cannot be opened: check that the folder exists and may be written",
        [raw.SQLITE_IOERR] = "the disk failed: check it, and the system's log",
        [raw.SQLITE_NOLFS] = "the file system cannot hold so large a file",
        [raw.SQLITE_CORRUPT] = "it is damaged: restore a backup",
        [raw.SQLITE_NOTADB] = "the file is no SQLite database: check the path, or restore a backup",
        [raw.SQLITE_PROTOCOL] = "locking fails: use a local file system",
        [raw.SQLITE_NOMEM] = "memory is exhausted",
    }.ToFrozenDictionary();

    public static StoreUnavailableException? Classify(Exception exception) => exception switch
    {
        StoreUnavailableException known => known,
        SqliteException sqlite when Advice.TryGetValue(sqlite.SqliteErrorCode, out var advice) =>
            new StoreUnavailableException($"SQLite database: {advice} ({sqlite.Message}, code {sqlite.SqliteExtendedErrorCode}).", sqlite),
        IOException or UnauthorizedAccessException => new StoreUnavailableException($"SQLite database: {exception.Message}", exception),
        _ => null,
    };
}
