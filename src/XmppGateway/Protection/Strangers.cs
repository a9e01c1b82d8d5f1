using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Protection;

/// <summary>
/// Contacts that write to a user who does not know them. The first message becomes one question; it and what follows is held
/// (<see cref="HeldMessages"/>) until the user says yes or no. Known is who was written to, who is a contact, and who was accepted. With
/// <see cref="StrangerPolicy.Deliver"/> nothing is looked up and nothing is kept, once what was held under another policy is shown. What is
/// released goes to the end of its lane; what was on its way there already, or comes by another lane, lets it go first.
/// </summary>
internal sealed class Strangers(StrangerPolicy policy, IStrangerStore store, IContactStore contacts, HeldMessages held, StrangerWatch watch, TimeProvider time)
{
    /// <summary>More than there ever are: questions are counted before they are asked, and not both at once.</summary>
    private const int MostAsked = 10 * HeldMessages.AskedAtOnce;

    /// <summary>Known, with nothing of theirs left to release, since then.</summary>
    private readonly BoundedCache<(string Network, Jid User, string Contact), DateTimeOffset> _known = new(8192);

    /// <summary>Networks where strangers are not looked at, and something is being released all the same.</summary>
    private readonly HashSet<string> _releasing = new(StringComparer.Ordinal);

    private enum Verdict
    {
        Show,
        Follow,
        Hold,
        Refuse,
        Ignore,
    }

    /// <summary>True while strangers are looked at.</summary>
    public bool AreLookedAt => policy != StrangerPolicy.Deliver;

    /// <summary>What they have written and the user has not answered.</summary>
    public HeldMessages Held => held;

    /// <summary>
    /// Learns who was written to while strangers were not looked at, and releases what is to be released: after a crash in the middle, or
    /// all, when strangers are not looked at any more.
    /// </summary>
    public async Task StartAsync(IEnumerable<Network> networks, CancellationToken cancellationToken)
    {
        if (!AreLookedAt)
        {
            await watch.EndAsync(cancellationToken);
        }
        else if (await watch.FindUnwatchedAsync(cancellationToken) is { } since)
        {
            await store.AddKnownFromMessagesAsync(since, time.GetUtcNow(), cancellationToken);
            await watch.BeginAsync(cancellationToken);
        }

        foreach (var network in networks)
        {
            await held.ReleaseAsync(network, all: !AreLookedAt, cancellationToken);
            if (!AreLookedAt && await store.IsReleasingAsync(network.Name, cancellationToken))
            {
                _releasing.Add(network.Name);
            }
        }
    }

    /// <summary>What is shown for an event of a contact: itself, the question, or nothing.</summary>
    public async ValueTask<IReadOnlyList<GatewayEvent>> AdmitAsync(
        Network network, GatewayEvent what, string stanzaId, InboxEntry entry, CancellationToken cancellationToken)
    {
        switch (await JudgeAsync(network, what, entry, cancellationToken))
        {
            case Verdict.Show:
                return [what];
            case Verdict.Follow:
                if (await held.FollowAsync(network, what, stanzaId, cancellationToken))
                {
                    return [];
                }

                Remember(network, what.User, what.Contact);
                return [what];
            case Verdict.Hold:
                return await held.HoldAsync(network, what, stanzaId, cancellationToken);
            case Verdict.Refuse when what is Edit or Retraction:
                // Of a message that was refused, which its author knows.
                return [];
            case Verdict.Refuse:
                await held.RefuseAsync(network, what, stanzaId, FailureCondition.NotAllowed, ProtectionTexts.StrangersRefused, cancellationToken);
                return [];
            default:
                return [];
        }
    }

    /// <summary>The user writes to a contact: they know them now. What was held is released.</summary>
    public async ValueTask NoteWrittenAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (AreLookedAt && !IsRemembered(network, user, contact))
        {
            await AcceptAsync(network, user, contact, cancellationToken);
        }
    }

    /// <summary>True when the user was asked about this contact and has not answered yet.</summary>
    public async ValueTask<bool> IsAskedAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken) =>
        AreLookedAt && !IsRemembered(network, user, contact)
        && await store.FindRelationAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken) is { Known: false };

    /// <summary>Who waits for the user's word, the longest first.</summary>
    public Task<IReadOnlyList<WaitingStranger>> ReadWaitingAsync(Network network, Jid user, int limit, CancellationToken cancellationToken) =>
        store.ReadWaitingAsync(network.Name, user.ToString(), limit, cancellationToken);

    /// <summary>The user wants to know this contact. Returns how many held messages follow.</summary>
    public async ValueTask<int> AcceptAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        await store.AddKnownAsync(network.Name, user.ToString(), contact.Id.Value, time.GetUtcNow(), cancellationToken);

        // Of somebody who was known before, too: letting go may have ended half-way then.
        var released = await held.ReleaseAsync(network, user, contact, cancellationToken);
        if (!await store.IsReleasingAsync(network.Name, user.ToString(), contact.Id.Value, LaneName.Of(user, contact.Id.Value), cancellationToken))
        {
            Remember(network, user, contact);
        }

        return released;
    }

    /// <summary>The user's answer is no, this time: the authors are told. False when they have said yes meanwhile, which holds.</summary>
    public async ValueTask<bool> DeclineAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        var isDropped = await held.DropAsync(network, user, contact, tell: true, cancellationToken);
        if (isDropped)
        {
            await ForgetAsync(network, user, contact, cancellationToken);
        }

        return isDropped;
    }

    /// <summary>No, to all who wait: their authors are told. Returns how many those were.</summary>
    public async ValueTask<int> DeclineAllAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var declined = 0;
        foreach (var stranger in await store.ReadWaitingAsync(network.Name, user.ToString(), MostAsked, cancellationToken))
        {
            var contact = new RemoteContact(new RemoteUserId(stranger.Contact), stranger.Contact);
            declined += await DeclineAsync(network, user, contact, cancellationToken) ? 1 : 0;
        }

        return declined;
    }

    /// <summary>The user wants to hear nothing of this contact: what was held is thrown away, and they are known no more.</summary>
    /// <param name="network">The network.</param>
    /// <param name="user">The user.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="tell">Tells the authors that their messages were not taken.</param>
    /// <param name="cancellationToken">Ends it half-way; it can be done again.</param>
    public async ValueTask DropAsync(Network network, Jid user, RemoteContact contact, bool tell, CancellationToken cancellationToken)
    {
        await held.DropAsync(network, user, contact, tell, cancellationToken);
        await ForgetAsync(network, user, contact, cancellationToken);
    }

    /// <summary>A user leaves: whoever still waits is told that their messages were not taken.</summary>
    public async ValueTask DropAllAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        await held.ReleaseAsync(network, all: false, cancellationToken);
        foreach (var stranger in await store.ReadWaitingAsync(network.Name, user.ToString(), MostAsked, cancellationToken))
        {
            await DropAsync(network, user, new RemoteContact(new RemoteUserId(stranger.Contact), stranger.Contact), tell: true, cancellationToken);
        }
    }

    /// <summary>A user leaves: what was known of them is gone from the store already.</summary>
    public void Forget(Network network, Jid user) => _known.RemoveWhere(key => key.Network == network.Name && key.User == user);

    private async ValueTask ForgetAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        await store.RemoveRelationAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken);
        _known.Remove((network.Name, user, contact.Id.Value));
    }

    private bool IsRemembered(Network network, Jid user, RemoteContact contact) => _known.TryGet((network.Name, user, contact.Id.Value), out _);

    /// <summary>
    /// True when an entry came after the contact was remembered. An older one may have been put behind others before the link went, and
    /// comes again: the store knows.
    /// </summary>
    private bool IsRemembered(Network network, GatewayEvent what, InboxEntry entry) =>
        _known.TryGet((network.Name, what.User, what.Contact.Id.Value), out var since) && since < entry.AcceptedAt;

    private void Remember(Network network, Jid user, RemoteContact contact)
    {
        if (!IsRemembered(network, user, contact))
        {
            _known.Set((network.Name, user, contact.Id.Value), time.GetUtcNow());
        }
    }

    private async ValueTask<Verdict> JudgeAsync(Network network, GatewayEvent what, InboxEntry entry, CancellationToken cancellationToken)
    {
        if (what is ContactRequest && ReleasedKey.IsOf(entry) && await IsPresentedAsync(network, what, cancellationToken))
        {
            // It was the question.
            return Verdict.Ignore;
        }

        // The user has said yes to exactly this.
        if (ReleasedKey.IsOf(entry) || (!AreLookedAt && !_releasing.Contains(network.Name)))
        {
            return Verdict.Show;
        }

        if (what.ByUser)
        {
            await NoteWrittenAsync(network, what.User, what.Contact, cancellationToken);
        }
        else if (what is RoomInvitation { IsAwaited: true } or RoomRefusal)
        {
            // What the user has asked for.
            return Verdict.Show;
        }

        return IsRemembered(network, what, entry) ? Verdict.Show
            : what.ByUser || !AreLookedAt || await KnowsAsync(network, what, cancellationToken) ? Verdict.Follow
            : what is not (Message or Edit or Retraction or Reactions or RoomInvitation or ContactRequest) ? Verdict.Ignore
            : policy == StrangerPolicy.Ask ? Verdict.Hold
            : what is Message or RoomInvitation ? Verdict.Refuse
            : Verdict.Ignore;
    }

    private async ValueTask<bool> IsPresentedAsync(Network network, GatewayEvent what, CancellationToken cancellationToken) =>
        await contacts.FindContactAsync(network.Name, what.User.ToString(), what.Contact.Id.Value, cancellationToken)
            is { ContactSees: ContactSubscription.Requested };

    private async ValueTask<bool> KnowsAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        var (user, contact) = (what.User.ToString(), what.Contact.Id.Value);
        var relation = await store.FindRelationAsync(network.Name, user, contact, cancellationToken);
        if (relation is { Known: true })
        {
            return true;
        }

        if (await contacts.FindContactAsync(network.Name, user, contact, cancellationToken)
            is not ({ UserSees: true } or { ContactSees: ContactSubscription.Granted }))
        {
            return false;
        }

        if (relation is not null)
        {
            // To have taken them as a contact answers the question, too.
            await store.AddKnownAsync(network.Name, user, contact, time.GetUtcNow(), cancellationToken);
        }

        return true;
    }
}
