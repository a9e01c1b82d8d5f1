using System.Text.Json.Serialization;
using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>Somebody who is in a room.</summary>
/// <param name="Id">The name of a person; a tilde and the bare JID for a user of the gateway.</param>
/// <param name="Nick">What they are called there.</param>
internal sealed record Participant(string Id, string Nick, RoomRank Rank = RoomRank.Guest, bool MaySpeak = true)
{
    /// <summary>Users of the gateway have no name on this network: this is what they are known by. No person is called so.</summary>
    public static string IdOf(Jid user) => "~" + user.Bare;

    public static bool IsUser(string id) => id.StartsWith('~');

    /// <summary>The user who is known so; null for everybody else.</summary>
    public static Jid? UserOf(string id) => IsUser(id) && Jid.TryParse(id[1..], out var user) && IdOf(user) == id ? user : null;
}

/// <summary>Something that happened in a room, in the room's own order. Repeated, it has the same id.</summary>
internal sealed record RoomHappening : Deed
{
    public string Id { get; init; } = "";

    /// <summary>A message, unless it says otherwise.</summary>
    public Doing Kind { get; init; }

    /// <summary>Who did it.</summary>
    public string By { get; init; } = "";

    /// <summary>Whom it was done to; a bare JID for somebody who is invited.</summary>
    public string? Who { get; init; }

    /// <summary>The new rank of <see cref="Who"/>, or that with which somebody came.</summary>
    public RoomRank? Rank { get; init; }

    public bool? MaySpeak { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The address of the room where people go on, when this one ends.</summary>
    public string? Successor { get; init; }

    public bool Notice { get; init; }

    /// <summary>Who did it, as they were.</summary>
    [JsonIgnore]
    public Participant? Author { get; init; }

    /// <summary>Who came, went or is different, as they are from now on.</summary>
    [JsonIgnore]
    public Participant? Member { get; init; }

    /// <summary>True when the gateway must be told: a user of it is in the room, or it is about one.</summary>
    [JsonIgnore]
    public bool IsTold { get; init; }
}

/// <summary>What a room is like, as far as it does not come of what happens in it.</summary>
internal sealed record RoomCard
{
    public string? Title { get; init; }

    public bool MembersOnly { get; init; }

    public bool Moderated { get; init; }

    /// <summary>True for one that is not in the directory.</summary>
    public bool Hidden { get; init; }

    /// <summary>Null without one.</summary>
    public Picture? Picture { get; init; }

    /// <summary>Who is in it from the beginning.</summary>
    public IReadOnlyList<Participant> People { get; init; } = [];
}
