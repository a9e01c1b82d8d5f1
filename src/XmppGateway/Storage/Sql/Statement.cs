namespace XmppGateway.Storage.Sql;

/// <summary>
/// One SQL statement that is prepared once for each connection. Parameters are <c>$1</c>, <c>$2</c>..., first used in that order: this is
/// how both engines number them alike.
/// </summary>
/// <param name="name">Says in error messages what was being done.</param>
internal sealed class Statement(string name, string text)
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>For an insertion: gives back the row's number.</summary>
    public string TextReturningId => field ??= Text + " RETURNING id";

    public override string ToString() => Name;
}
