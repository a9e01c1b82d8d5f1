using System.Text.Json;
using System.Text.Json.Serialization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>The form in which somebody in a room lies in the store, beside the other names of <see cref="StoredEvent"/>.</summary>
internal sealed class StoredMember
{
    [JsonPropertyName("c")]
    public string? Id { get; set; }

    /// <summary>The spelling; absent where nothing is said of it.</summary>
    [JsonPropertyName("a")]
    public string? Address { get; set; }

    [JsonPropertyName("n")]
    public string? DisplayName { get; set; }

    /// <summary>The name of the rank; absent where only the person counts.</summary>
    [JsonPropertyName("r")]
    public string? Rank { get; set; }

    [JsonPropertyName("q")]
    public bool IsSilent { get; set; }

    /// <summary>Three texts for each hat: its id, and its title in English and in German. Absent without any.</summary>
    [JsonPropertyName("h")]
    public string[][]? Hats { get; set; }

    public static StoredMember Of(RoomMember member)
    {
        var stored = Of(member.Who, member.Rank.ToString(), !member.MaySpeak);
        stored.Hats = member.Hats.Count == 0 ? null : [.. member.Hats.Select(hat => (string[])[hat.Id, hat.Title.English, hat.Title.German])];
        return stored;
    }

    public static StoredMember Of(RemoteContact who) => Of(who, null, false);

    public RemoteContact ToContact() => Id is { } id
        ? ContactOf(id, Address, DisplayName)
        : throw new JsonException("The event names nobody.");

    /// <summary>A person as they are stored: with the id for an address only where that is how they write it.</summary>
    public static RemoteContact ContactOf(string id, string? address, string? displayName) =>
        new(new RemoteUserId(id), address ?? id, displayName) { IsProven = address == id };

    public RoomMember ToMember() => Enum.TryParse<RoomRank>(Rank, out var rank)
        ? new RoomMember(ToContact(), rank, !IsSilent) { Hats = [.. (Hats ?? []).Select(HatOf)] }
        : throw new JsonException("Not a known rank.");

    private static RoomHat HatOf(string[] stored) => stored is [{ } id, { } english, { } german]
        ? new RoomHat(id, new LocalText(english, german))
        : throw new JsonException("Not a hat.");

    private static StoredMember Of(RemoteContact who, string? rank, bool isSilent) => new()
    {
        Id = who.Id.Value,
        Address = who.HasAddress ? who.Address : null,
        DisplayName = who.DisplayName,
        Rank = rank,
        IsSilent = isSilent,
    };
}
