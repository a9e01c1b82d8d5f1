using System.Collections.Concurrent;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>The rooms of the network. Their addresses are a number sign and a name. Safe to use from any thread.</summary>
internal sealed class ChatRooms : IDisposable
{
    private readonly ConcurrentDictionary<string, ChatRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Takes what happens in rooms, one event of a room after the other; null while nobody listens.</summary>
    public Func<ChatRoom, RoomHappening, CancellationToken, Task<Handover>>? Listener { get; set; }

    /// <summary>An address in its one spelling; null when it is none.</summary>
    public static string? Read(string text)
    {
        var address = text.AsSpan().Trim();
        return address is ['#', not '@', .. _] && PersonName.Read(address[1..].ToString()) is { } name && address[^1] != ' ' ? "#" + name.Folded : null;
    }

    public ChatRoom? Find(string address) => _rooms.GetValueOrDefault(address);

    /// <summary>Makes a room, or another one of it; null when it cannot be called so.</summary>
    public ChatRoom? Make(string name, RoomCard card, DateTimeOffset at)
    {
        if (Read("#" + name) is not { } address)
        {
            return null;
        }

        var room = _rooms.GetOrAdd(address, _ => new ChatRoom(address, card));
        if (room.Card != card)
        {
            room.Change(card, at);
        }

        return room;
    }

    /// <summary>Those that everybody may find, by address.</summary>
    public IReadOnlyList<ChatRoom> Search(string? text) =>
    [
        .. _rooms.Values
            .Where(room => !room.Card.Hidden && (text is null || Holds(room.Address, text) || Holds(room.Card.Title, text)))
            .OrderBy(room => room.Address, StringComparer.Ordinal),
    ];

    /// <summary>Hands over what nobody has taken yet; false when something is left, which goes with the next.</summary>
    public async Task<bool> HandOverAsync(ChatRoom room, CancellationToken cancellationToken)
    {
        await room.Turn.WaitAsync(cancellationToken);
        try
        {
            while (room.NextToTell() is { } what)
            {
                if (Listener is not { } listener || await listener(room, what, cancellationToken) == Handover.TryAgain)
                {
                    return false;
                }

                room.Told();
            }

            return true;
        }
        finally
        {
            room.Turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var room in _rooms.Values)
        {
            room.Dispose();
        }
    }

    private static bool Holds(string? text, string part) => text?.Contains(part.Trim(), StringComparison.OrdinalIgnoreCase) is true;
}
