namespace XmppGateway.Storage.Sql;

/// <summary>The column types that the schema uses.</summary>
internal enum SqlKind
{
    Number,
    Text,
    Bytes,
}
