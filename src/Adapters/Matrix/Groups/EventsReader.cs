using System.Text.Json;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What was picked of the events of an answer, in its order. Null as a whole when the answer has no such list.</summary>
internal sealed record PickedEvents<T>(IReadOnlyList<T>? Found);

/// <summary>
/// Reads the events of an answer as it comes, one after the other: of a room with hundred thousand events of state, one at a time is in memory, and what is
/// picked of each. One for each answer.
/// </summary>
/// <param name="list">The name of the list in the answer; null where the answer is the list.</param>
/// <param name="pick">What is wanted of an event, without keeping that itself; null for nothing. Not called for what is no object.</param>
internal sealed class EventsReader<T>(string? list, Func<JsonElement, T?> pick)
    where T : class
{
    /// <summary>One event at most: it has 64 KiB, of which each byte can be written as six.</summary>
    private const int LargestEvent = 512 * 1024;

    private readonly int _depth = list is null ? 1 : 2;
    private readonly List<T> _found = [];
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MatrixJson.DeepestEvent });
    private bool _isList = list is null;
    private bool _isThere;

    /// <summary>All of them; null when the answer is larger than so many bytes.</summary>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public async Task<PickedEvents<T>?> ReadAsync(Stream answer, long largest, CancellationToken cancellationToken) =>
        await StreamedJson.ReadAsync(answer, largest, 2 * LargestEvent, Take, cancellationToken) ? new PickedEvents<T>(_isThere ? _found : null) : null;

    /// <summary>Goes on with what has come; how many bytes of it are done.</summary>
    private int Take(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var json = new Utf8JsonReader(bytes, isLast, _state);
        while (true)
        {
            var before = json;
            if (!json.Read())
            {
                break;
            }

            if (!Take(ref json))
            {
                // The rest of the event is still to come.
                json = before;
                break;
            }
        }

        _state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    /// <summary>False for an event that is not whole.</summary>
    private bool Take(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName when list is not null && json.CurrentDepth == 1:
                _isList = json.ValueTextEquals(list);
                break;
            case JsonTokenType.StartArray when _isList && json.CurrentDepth == _depth - 1:
                _isThere = true;
                break;
            case JsonTokenType.StartObject when _isList && _isThere && json.CurrentDepth == _depth:
                if (!JsonDocument.TryParseValue(ref json, out var what))
                {
                    return false;
                }

                using (what)
                {
                    if (pick(what.RootElement) is { } picked)
                    {
                        _found.Add(picked);
                    }
                }

                break;
            default:
                break;
        }

        return true;
    }
}
