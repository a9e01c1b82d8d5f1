using Npgsql;
using NpgsqlTypes;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage.Postgres;

/// <summary>Positional parameters with their types, so that the server need not guess those of nulls.</summary>
internal static class PostgresParameters
{
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
        { Kind: SqlKind.Text } => new NpgsqlParameter<string> { TypedValue = value.Text, NpgsqlDbType = NpgsqlDbType.Text },
        _ => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
    };

    private static NpgsqlDbType Type(SqlKind kind) => kind switch
    {
        SqlKind.Number => NpgsqlDbType.Bigint,
        SqlKind.Text => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bytea,
    };
}
