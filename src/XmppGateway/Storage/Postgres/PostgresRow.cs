using Npgsql;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Postgres;

/// <summary>The current row of a reader.</summary>
internal sealed class PostgresRow : IRow
{
    public required NpgsqlDataReader Reader { get; set; }

    public bool IsNull(int column) => Reader.IsDBNull(column);

    public long Number(int column) => Reader.GetInt64(column);

    public string Text(int column) => Reader.GetString(column);

    public byte[] Bytes(int column) => Reader.GetFieldValue<byte[]>(column);
}
