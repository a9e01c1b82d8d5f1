using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix;

/// <summary>Profiles, presence, and what people do just now.</summary>
internal sealed partial class MatrixAdapter : IKnowsProfiles, ITakesSignals, IKnowsPresence, ITakesBlocks
{
    /// <summary>Many homeservers tell no presence at all: whoever is not known to be away can be written to.</summary>
    private static readonly PresenceState Reachable = new(Availability.Online);

    public ValueTask<Profile?> GetProfileAsync(RemoteContact contact, CancellationToken cancellationToken) =>
        Parts.Profiles.FindAsync(contact, cancellationToken);

    public ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken) => Parts.Signs.TakeAsync(signal, cancellationToken);

    public ValueTask<DeliveryResult> SetBlockedAsync(Jid user, RemoteContact contact, bool blocked, CancellationToken cancellationToken) =>
        Parts.Ignores.SetAsync(user, contact.Id.Value, blocked, cancellationToken);

    public ValueTask<DeliveryResult> ReportAsync(Jid user, RemoteContact contact, string reason, CancellationToken cancellationToken) =>
        Parts.Ignores.ReportAsync(user, contact.Id.Value, reason, cancellationToken);

    public PresenceState InitialPresenceOf(RemoteContact contact) => Reachable;
}
