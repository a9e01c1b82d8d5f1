using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>What a vote must name.</summary>
/// <param name="Answers">The ids of the answers in the order of their numbers.</param>
internal sealed record PollNote(IReadOnlyList<string> Answers, int Selections, bool IsStable)
{
    /// <summary>The ids of the answers that a text of numbers chooses; null when it is no such text.</summary>
    public IReadOnlyList<string>? Choose(string text)
    {
        var chosen = new List<string>();
        foreach (var word in text.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(word.TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > Answers.Count)
            {
                return null;
            }

            chosen.Add(Answers[number - 1]);
        }

        return chosen.Count is 0 || chosen.Count > Selections ? null : chosen;
    }
}

/// <summary>The polls that can be voted in: `poll/ID`.</summary>
internal sealed class PollNotes(IAdapterState state)
{
    private const int LongestVote = 80;

    /// <summary>Remembers a poll; anything else is none.</summary>
    public async ValueTask RememberAsync(ClientEvent what, CancellationToken cancellationToken)
    {
        if (Poll.Read(what.Type, what.Content) is { } poll)
        {
            var note = new PollNote([.. poll.Answers.Select(answer => answer.Id)], poll.Selections, poll.IsStable);
            await state.SetAsync("poll/" + what.Id, JsonSerializer.Serialize(note, MatrixJson.Default.PollNote), cancellationToken);
        }
    }

    /// <summary>An answer to a poll that is nothing but numbers is a vote; null for everything else.</summary>
    public async ValueTask<OutgoingEvent?> VoteAsync(string eventId, string text, string deliveryId, CancellationToken cancellationToken) =>
        text.Length is > 0 and <= LongestVote && char.IsAsciiDigit(text[0])
        && await state.GetAsync("poll/" + eventId, cancellationToken) is { } json
        && JsonSerializer.Deserialize(json, MatrixJson.Default.PollNote) is { } note && note.Choose(text) is { } chosen
            ? OutgoingContent.Vote(eventId, note, chosen, deliveryId)
            : null;
}
