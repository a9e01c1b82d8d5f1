using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Protection;

/// <summary>
/// What of a user reaches the outbox. Refusals are stanza errors, before anything is stored; what the gateway itself has to tell authors
/// passes.
/// </summary>
internal sealed class OutgoingGuard(
    IOutbox outbox, RuleBook rules, Blocks blocks, Strangers strangers, StrangerReplies replies, RateLimits limits, Stops stops) : IOutbox
{
    /// <inheritdoc/>
    /// <exception cref="StanzaErrorException">Refused.</exception>
    public async ValueTask AcceptAsync(
        Network network, GatewayEvent what, Jid from, string? stanzaId, bool wantsReceipt, CancellationToken cancellationToken)
    {
        if (what is not Undeliverable)
        {
            if (RefusalOf(network, what) is { } refusal)
            {
                if (what is Displayed)
                {
                    // Clients send marks by themselves; nobody would understand an error for one.
                    return;
                }

                throw new StanzaErrorException(
                    new StanzaError(refusal.Condition, refusal.Type, refusal.Text.English) { LocalText = refusal.Text });
            }

            // Whoever waits for the answer is not to know that somebody reads.
            if (what is Displayed && await strangers.IsAskedAsync(network, what.User, what.Contact, cancellationToken))
            {
                return;
            }

            if (strangers.AreLookedAt && what is not Displayed)
            {
                if (await replies.TakeAsync(network, what, from, wantsReceipt ? stanzaId : null, cancellationToken))
                {
                    return;
                }

                await strangers.NoteWrittenAsync(network, what.User, what.Contact, cancellationToken);
            }
        }

        await outbox.AcceptAsync(network, what, from, stanzaId, wantsReceipt, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AddAsync(Network network, Undeliverable what, string stanzaId, CancellationToken cancellationToken) =>
        outbox.AddAsync(network, what, stanzaId, cancellationToken);

    /// <inheritdoc/>
    public Task<T> AddAsync<T>(Network network, Undeliverable what, string stanzaId, Func<OutboxEntry, Task<T>> commit) =>
        outbox.AddAsync(network, what, stanzaId, commit);

    /// <inheritdoc/>
    public Task<T> CommitAsync<T>(Network network, string lane, Func<Task<T>> commit) => outbox.CommitAsync(network, lane, commit);

    private (string Condition, StanzaErrorType Type, LocalText Text)? RefusalOf(Network network, GatewayEvent what) =>
        stops.IsStopped(network.Name) ? (StanzaConditions.ServiceUnavailable, StanzaErrorType.Wait, ProtectionTexts.Stopped)
        : !rules.Allows(network, what.Contact) ? (StanzaConditions.Forbidden, StanzaErrorType.Auth, ProtectionTexts.ContactDenied)
        // XEP-0191 §3.3: not-acceptable, as the user's own server answers for its blocklist.
        : blocks.IsBlocked(network.Name, what.User, what.Contact) ? (StanzaConditions.NotAcceptable, StanzaErrorType.Cancel, ProtectionTexts.ContactBlocked)
        : limits.TakeOutgoing(network.Name, what) is var wait && wait > TimeSpan.Zero
            ? (StanzaConditions.ResourceConstraint, StanzaErrorType.Wait, ProtectionTexts.TooFast(wait))
        : null;
}
