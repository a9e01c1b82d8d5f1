using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>Where handlers put what is to go to a foreign network.</summary>
internal interface IOutbox
{
    /// <summary>
    /// Gives the event its place in the order of its conversation and starts to store it. Returns before the commit, so that stanzas
    /// can be read on; waits only while too many commits are under way. From here on the outbox answers: the receipt when the foreign
    /// side has accepted (also to a repeat of what was delivered before) or, on a network that tells it, has it; an error when it refuses or
    /// the entry expires, and an error of type <c>wait</c> when the store cannot take it. Called for one conversation in the order of the stanzas.
    /// </summary>
    /// <param name="network">The network to send to.</param>
    /// <param name="what">A <see cref="Message"/> or an <see cref="Undeliverable"/>.</param>
    /// <param name="from">The sender's full JID: where receipts and errors go.</param>
    /// <param name="stanzaId">The stanza's id; null when it had none.</param>
    /// <param name="wantsReceipt">The sender asked for an XEP-0184 receipt.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun is finished.</param>
    ValueTask AcceptAsync(
        Network network, GatewayEvent what, Jid from, string? stanzaId, bool wantsReceipt, CancellationToken cancellationToken);

    /// <summary>The same for what the gateway itself has to tell an author; returns when it is committed.</summary>
    /// <exception cref="StoreUnavailableException">It is not stored, and nobody was told.</exception>
    Task AddAsync(Network network, Undeliverable what, string stanzaId, CancellationToken cancellationToken);

    /// <summary>The same, where the entry is stored by a commit that does more than that.</summary>
    /// <param name="network">The network to send to.</param>
    /// <param name="what">What its author is told.</param>
    /// <param name="stanzaId">Under which it is told once.</param>
    /// <param name="commit">Begins to store the entry that it is given.</param>
    /// <exception cref="StoreUnavailableException">As the commit throws it.</exception>
    Task<T> AddAsync<T>(Network network, Undeliverable what, string stanzaId, Func<OutboxEntry, Task<T>> commit);

    /// <summary>
    /// Lets something be committed that adds an entry to a lane beside <see cref="AcceptAsync"/>, and has the lane find it. The commit is
    /// begun before this returns; the lane waits until it has ended.
    /// </summary>
    /// <exception cref="StoreUnavailableException">As the commit throws it.</exception>
    Task<T> CommitAsync<T>(Network network, string lane, Func<Task<T>> commit);
}
