namespace XmppGateway.Storage.Sql;

/// <summary>A parameter of a statement, without boxing. A null keeps its kind, because PostgreSQL wants to know the type of each.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlKind kind, bool isNull, long number, object? reference)
    {
        Kind = kind;
        IsNull = isNull;
        Number = number;
        Reference = reference;
    }

    public SqlKind Kind { get; }

    public bool IsNull { get; }

    public long Number { get; }

    public string Text => (string)Reference!;

    public byte[] Bytes => (byte[])Reference!;

    private object? Reference { get; }

    public static implicit operator SqlValue(string? text) => new(SqlKind.Text, text is null, 0, text);

    public static implicit operator SqlValue(byte[]? bytes) => new(SqlKind.Bytes, bytes is null, 0, bytes);

    public static implicit operator SqlValue(long number) => new(SqlKind.Number, false, number, null);

    public static implicit operator SqlValue(long? number) => new(SqlKind.Number, number is null, number ?? 0, null);

    public static implicit operator SqlValue(bool flag) => new(SqlKind.Number, false, flag ? 1 : 0, null);

    /// <summary>Times are milliseconds since 1970: six bytes in SQLite, and readable with its date functions.</summary>
    public static implicit operator SqlValue(DateTimeOffset time) => new(SqlKind.Number, false, time.ToUnixTimeMilliseconds(), null);

    public static implicit operator SqlValue(DateTimeOffset? time) =>
        time is { } known ? known : new SqlValue(SqlKind.Number, true, 0, null);
}
