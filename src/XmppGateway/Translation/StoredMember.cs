using System.Text.Json;
using System.Text.Json.Serialization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>The form in which somebody in a room lies in the store, beside the other names of <see cref="StoredEvent"/>.</summary>
internal sealed class StoredMember
{
    [JsonPropertyName("c")]
    public string? Id { get; set; }

    /// <summary>The spelling; absent when it equals the id.</summary>
    [JsonPropertyName("a")]
    public string? Address { get; set; }

    [JsonPropertyName("n")]
    public string? DisplayName { get; set; }

    /// <summary>The name of the rank; absent where only the person counts.</summary>
    [JsonPropertyName("r")]
    public string? Rank { get; set; }

    [JsonPropertyName("q")]
    public bool IsSilent { get; set; }

    public static StoredMember Of(RoomMember member) => Of(member.Who, member.Rank.ToString(), !member.MaySpeak);

    public static StoredMember Of(RemoteContact who) => Of(who, null, false);

    public RemoteContact ToContact() => Id is { } id
        ? new RemoteContact(new RemoteUserId(id), Address ?? id, DisplayName)
        : throw new JsonException("The event names nobody.");

    public RoomMember ToMember() => Enum.TryParse<RoomRank>(Rank, out var rank)
        ? new RoomMember(ToContact(), rank, !IsSilent)
        : throw new JsonException("Not a known rank.");

    private static StoredMember Of(RemoteContact who, string? rank, bool isSilent) => new()
    {
        Id = who.Id.Value,
        Address = who.Address == who.Id.Value ? null : who.Address,
        DisplayName = who.DisplayName,
        Rank = rank,
        IsSilent = isSilent,
    };
}
