namespace XmppGateway.Storage.Sql;

/// <summary>The current row of a result. Valid only inside the function that reads it.</summary>
internal interface IRow
{
    bool IsNull(int column);

    long Number(int column);

    string Text(int column);

    byte[] Bytes(int column);
}
