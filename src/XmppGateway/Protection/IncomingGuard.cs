using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// What of a foreign network reaches a user: the rules first, then the user's blocks, then whether they know the contact, then how fast.
/// What the rules and blocks forbid is taken and thrown away without a word: its sender is often forged, and a refusal would be one more
/// unwanted message to somebody else. Blocks hold for everything of a contact, receipts and presence, too.
/// </summary>
internal sealed class IncomingGuard(RuleBook rules, Blocks blocks, Strangers strangers, RateLimits limits, Stops stops) : IQueueGuard
{
    private long _dropped;

    /// <summary>Events that were taken and thrown away.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Who has left; nobody, where nobody has to register. Set before the first event.</summary>
    public Func<Network, Jid, CancellationToken, ValueTask<bool>> HasLeft { get; set; } = static (_, _, _) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public bool IsStopped(string network) => stops.IsStopped(network);

    /// <inheritdoc/>
    public ValueTask<bool> HasLeftAsync(Network network, Jid user, CancellationToken cancellationToken) => HasLeft(network, user, cancellationToken);

    /// <summary>False for a user to whom nothing of a network goes: who may not use the gateway, or has left.</summary>
    public async ValueTask<bool> MayHearAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        rules.Allows(user) && !await HasLeft(network, user, cancellationToken);

    /// <inheritdoc/>
    public bool Drops(Network network, GatewayEvent what)
    {
        var drops = what switch
        {
            // What the user wrote elsewhere, and what did not arrive, is theirs to know, whoever it was for.
            { ByUser: true } or DeliveryFailure => false,
            Receipt => blocks.IsBlocked(network.Name, what.User, what.Contact),
            _ => Hides(network, what.User, what.Contact) || !rules.Allows(what.User),
        };
        if (drops)
        {
            Interlocked.Increment(ref _dropped);
        }

        return drops;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<GatewayEvent>> AdmitAsync(
        Network network, GatewayEvent what, string stanzaId, InboxEntry entry, CancellationToken cancellationToken)
    {
        if (Drops(network, what))
        {
            return [];
        }

        // What became of their own messages is theirs to know, also after they have left; so is what the gateway itself says.
        if (what is Receipt or DeliveryFailure || entry.IsNotice)
        {
            return [what];
        }

        if (!GatewayContact.Is(what.Contact) && await HasLeft(network, what.User, cancellationToken))
        {
            if (!what.ByUser)
            {
                await strangers.Held.RefuseAsync(
                    network, what, stanzaId, FailureCondition.RecipientUnavailable, ProtectionTexts.LeftBefore(what), cancellationToken);
            }

            return [];
        }

        return await strangers.AdmitAsync(network, what, stanzaId, entry, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(
        Network network, GatewayEvent what, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        var wait = limits.ReserveIncoming(network.Name, what);
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await pause(wait, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It comes again on the next attachment, and takes its place then.
            limits.ReturnIncoming(network.Name, what);
            throw;
        }
    }

    /// <summary>
    /// True for a signal of a contact that nobody, or this user, is not to see. The state of a contact is known also while the network is
    /// stopped: it would be a wrong one afterwards.
    /// </summary>
    public bool Hides(Network network, ContactSignal signal) => signal is ContactSignal.Typing typing
        ? stops.IsStopped(network.Name) || Hides(network, typing.User, typing.Contact)
        : !rules.Allows(network, signal.Contact);

    /// <summary>True when this user is to see and hear nothing of a contact.</summary>
    public bool Hides(Network network, Jid user, RemoteContact contact) =>
        !rules.Allows(network, contact) || blocks.IsBlocked(network.Name, user, contact);
}
