using System.Collections;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Outbox;

/// <summary>
/// Everything that is logged while a message is worked on has its id as the property <c>MessageId</c>, whoever logs it: one search finds it in the
/// engine and in the adapter. What the other side calls the message begins with the same id.
/// </summary>
internal sealed class MessageScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?> _id;

    private MessageScope(string id) => _id = new KeyValuePair<string, object?>("MessageId", id);

    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] => index == 0 ? _id : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Until it is disposed of, for this flow of calls.</summary>
    public static IDisposable? Begin(ILogger logger, string id) => logger.IsEnabled(LogLevel.Error) ? logger.BeginScope(new MessageScope(id)) : null;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return _id;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
