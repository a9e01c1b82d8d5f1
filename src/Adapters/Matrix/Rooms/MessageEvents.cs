using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>
/// Messages that are several events, a text and files: `parts/ID` holds the ids of those after the first, whose id is the message's. Who takes the
/// message back takes them all back.
/// </summary>
internal sealed class MessageEvents(IAdapterState state, RoomWriter writer)
{
    /// <summary>Writes them in order, each once, and notes the later ones. The answer is the first event.</summary>
    public async ValueTask<Answer<SentEvent>> WriteAsync(
        string ghost, string roomId, IReadOnlyList<(string Transaction, OutgoingEvent What)> events, CancellationToken cancellationToken)
    {
        var sent = new List<SentEvent>(events.Count);
        foreach (var (transaction, what) in events)
        {
            var answer = await writer.WriteAsync(ghost, roomId, transaction, what, cancellationToken);
            if (!answer.Succeeded)
            {
                writer.Doubt(ghost, roomId);
                return answer;
            }

            sent.Add(answer.Value);
        }

        if (sent.Count > 1 && sent[0].EventId is { } first)
        {
            string[] later = [.. sent.Skip(1).Select(each => each.EventId).OfType<string>()];
            await state.SetAsync(Key(first), JsonSerializer.Serialize(later, MatrixJson.Default.StringArray), cancellationToken);
        }

        return sent[0];
    }

    /// <summary>The events of a message after its first.</summary>
    public async ValueTask<IReadOnlyList<string>> FindLaterAsync(string first, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(first), cancellationToken) is { } json ? JsonSerializer.Deserialize(json, MatrixJson.Default.StringArray) ?? [] : [];

    private static string Key(string first) => "parts/" + first;
}
