using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;

namespace XmppGateway.Storage.Postgres;

/// <summary>
/// Copies the store, as of one moment, into a new SQLite file: any gateway can run on it. Leases are left out.
/// </summary>
internal static class PostgresBackup
{
    /// <summary>A table after those it refers to.</summary>
    internal static IReadOnlyList<(string Table, string Columns)> Tables { get; } =
    [
        ("message", "id, network, user_jid, contact_id, stanza_id, foreign_id, state, from_jid, at, stanza_key, foreign_key, content_key, target, text_parts, files, wants_receipt"),
        ("outbox", "id, network, lane, lane_key, delivery_id, delivery_key, fingerprint, wants_receipt, payload, expires_at, attempts, next_attempt_at, last_reason, last_reason_german, letter_end"),
        ("open_receipt", "id, delivery_id"),
        ("inbox", "id, network, lane, key, key_hash, stanza_id, is_raw, payload, accepted_at, set_aside_reason, told, asked"),
        ("inbox_key", "hash, at"),
        ("identity", "network, remote_id, localpart, address, display_name"),
        ("contact", "id, network, user_jid, remote_id, localpart, user_sees, contact_sees"),
        ("farewell", "network, user_jid, remote_id, localpart, user_sees, contact_sees"),
        ("account", "network, user_jid, registered_at, settings, language, heard_language, awaits_contacts"),
        ("avatar", "hash, media_type, content, stored_at"),
        ("profile", "network, remote_id, avatar_id, avatar_hash, fetched_at"),
        ("own_profile", "network, user_jid, fingerprint"),
        ("media", "network, id, source, expires_at"),
        ("state", "network, key, value, expires_at"),
        ("rule", "network, subject, pattern, allows, at"),
        ("stop", "network, reason, at"),
        ("block", "network, user_jid, contact_id, origin, at"),
        ("errand", "network, kind, user_jid, contact_id, recipient, id, address, detail, at"),
        ("relation", "network, user_jid, contact_id, state, stanza_id, at"),
        ("held", "id, network, user_jid, contact_id, stanza_id, payload, at"),
        ("audit", "id, at, actor, action, target, detail"),
        ("secret", "network, user_jid, name, key_id, nonce, sealed"),
        ("room", "id, network, remote_id, address, name, past, used_at"),
        ("room_localpart", "id, network, localpart, room"),
        ("room_user", "room, user_jid, self_id, nick, absent_since"),
        ("room_client", "room, client_jid, user_jid, occupant_jid"),
        ("archive", "room, position, id, id_key, kind, at, by_id, nick, target, target_key, retracted, payload, audience"),
        ("room_stay", "room, user_jid, kind, after_position, until_position, since"),
        ("archive_gap", "room, after_position, before_position, after_at, before_at, mark"),
        ("portal", "id, network, remote_id, room_jid, is_bridge, is_open, position, position_at, created_at"),
        ("portal_occupant", "portal, nick"),
        ("portal_ban", "portal, is_visitor, who, address"),
        ("portal_message", "id, portal, stanza_id, archive_id, nick, occupant_id, foreign_id, at"),
    ];

    private static readonly Statement Columns = new("look at the columns", "SELECT name FROM pragma_table_info($1)");

    public static async Task WriteAsync(NpgsqlDataSource source, string file, CancellationToken cancellationToken)
    {
        SqliteFile.Create(file, FileMode.CreateNew);
        try
        {
            using var target = new SqliteFile(new SqliteConnectionStringBuilder { DataSource = file }.ToString(), null).OpenWriter();
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

            // The copy has the version of what it is a copy of: the program of that version can go back to it.
            var version = await VersionAsync(connection, cancellationToken);
            new Migrator(NullLogger<Migrator>.Instance)
                .Apply(target, [.. Migration.For(SqliteEngine.EngineName).Where(migration => migration.Number <= version)]);
            target.Begin();
            foreach (var (table, columns) in Tables)
            {
                var there = target.Query(Columns, static row => row.Text(0), [table]);
                var known = string.Join(", ", columns.Split(", ").Where(there.Contains));
                if (known.Length > 0)
                {
                    await CopyAsync(connection, target, table, known, cancellationToken);
                }
            }

            target.Commit();
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    private static async Task<long> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT max(number) FROM migration", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, SqliteSession target, string table, string columns, CancellationToken cancellationToken)
    {
        var count = columns.Split(',').Length;
        var insert = new Statement(
            $"copy {table}",
            $"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", Enumerable.Range(1, count).Select(i => $"${i}"))})");
#pragma warning disable CA2100 // Both names are from the table above.
        await using var command = new NpgsqlCommand($"SELECT {columns} FROM {table}", connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new SqlValue[count];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < count; i++)
            {
                values[i] = reader.GetValue(i) switch
                {
                    string text => text,
                    byte[] bytes => bytes,
                    DBNull => (string?)null,
                    var number => Convert.ToInt64(number, null),
                };
            }

            target.Run(insert, values);
        }
    }
}
