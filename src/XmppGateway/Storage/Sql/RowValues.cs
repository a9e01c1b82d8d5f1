namespace XmppGateway.Storage.Sql;

/// <summary>Column values that both engines store alike.</summary>
internal static class RowValues
{
    public static bool Flag(this IRow row, int column) => row.Number(column) != 0;

    public static string? TextOrNull(this IRow row, int column) => row.IsNull(column) ? null : row.Text(column);

    public static long? NumberOrNull(this IRow row, int column) => row.IsNull(column) ? null : row.Number(column);

    public static DateTimeOffset Time(this IRow row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.Number(column));

    public static DateTimeOffset? TimeOrNull(this IRow row, int column) => row.IsNull(column) ? null : row.Time(column);
}
