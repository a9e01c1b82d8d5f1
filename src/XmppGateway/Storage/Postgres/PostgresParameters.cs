using System.Buffers;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Postgres;

/// <summary>Positional parameters with their types, so that the server need not guess those of nulls.</summary>
internal static class PostgresParameters
{
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        ['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public static void Add(NpgsqlParameterCollection parameters, ReadOnlySpan<SqlValue> values)
    {
        foreach (ref readonly var value in values)
        {
            parameters.Add(Parameter(value));
        }
    }

    private static NpgsqlParameter Parameter(in SqlValue value) => value switch
    {
        { IsNull: true } => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = Type(value.Kind) },
        { Kind: SqlKind.Number } => new NpgsqlParameter<long> { TypedValue = value.Number, NpgsqlDbType = NpgsqlDbType.Bigint },
        { Kind: SqlKind.Text } => new NpgsqlParameter<string> { TypedValue = Storable(value.Text), NpgsqlDbType = NpgsqlDbType.Text },
        _ => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
    };

    /// <summary>
    /// PostgreSQL takes neither U+0000 nor half a surrogate pair, and foreign names may hold both. All statements write and look up
    /// alike, so that ids still match.
    /// </summary>
    private static string Storable(string text) => text.AsSpan().IndexOfAny(Suspicious) < 0
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static NpgsqlDbType Type(SqlKind kind) => kind switch
    {
        SqlKind.Number => NpgsqlDbType.Bigint,
        SqlKind.Text => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bytea,
    };
}
