using System.Globalization;
using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <content>Looking for single messages.</content>
internal sealed partial class SqlStore
{
    public async Task<IReadOnlyList<TraceRow>> TraceAsync(string id, int limit, CancellationToken cancellationToken)
    {
        var number = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;
        return
        [
            .. await ReadAllAsync(TraceSql.Inbox, TraceSql.ReadInbox, [id.Length, id, limit], cancellationToken),
            .. await ReadAllAsync(TraceSql.Messages, TraceSql.ReadMessage, [id.Length, id, number, limit], cancellationToken),
            .. await ReadAllAsync(TraceSql.Archive, TraceSql.ReadArchive, [id.Length, id, limit], cancellationToken),
        ];
    }
}
