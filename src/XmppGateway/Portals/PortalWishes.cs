using System.Text.Json;
using System.Text.Json.Serialization;
using XmppGateway.Storage;

namespace XmppGateway.Portals;

/// <summary>What the operator wants of a portal at the command line, and what became of it.</summary>
/// <param name="Room">The XMPP room, a bare JID.</param>
/// <param name="NetworkRoom">The network's room as typed; null when the portal is to end.</param>
/// <param name="Answer">Why it was refused; null while nobody has looked.</param>
internal sealed record PortalWish(string Room, string? NetworkRoom, string? Answer);

/// <summary>
/// The operator's wishes, left in the store for the gateway that runs or will run: only that one can look into rooms. They are notes under a name
/// that no network can have: a network's name is a key of the configuration, and has no colon.
/// </summary>
internal sealed class PortalWishes(IStateStore state)
{
    public async Task<IReadOnlyList<PortalWish>> ListAsync(string network, CancellationToken cancellationToken) =>
        [.. (await state.ListStateAsync(Place(network), cancellationToken)).Select(note => JsonSerializer.Deserialize(note.Value, WishJson.Default.PortalWish)).OfType<PortalWish>()];

    /// <summary>A later wish for the same room takes the place of an earlier one.</summary>
    public Task PutAsync(string network, PortalWish wish, CancellationToken cancellationToken) =>
        state.SetStateAsync(Place(network), wish.Room, JsonSerializer.Serialize(wish, WishJson.Default.PortalWish), cancellationToken);

    public Task RemoveAsync(string network, string room, CancellationToken cancellationToken) =>
        state.SetStateAsync(Place(network), room, null, cancellationToken);

    private static string Place(string network) => ":portals:" + network;
}

[JsonSerializable(typeof(PortalWish))]
internal sealed partial class WishJson : JsonSerializerContext;
