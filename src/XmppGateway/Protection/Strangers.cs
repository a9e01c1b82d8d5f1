using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// Contacts that write to a user who does not know them. The first message becomes one question; it and what follows is held in the store
/// until the user says yes or no. Known is who was written to, who is a contact, and who was accepted. With
/// <see cref="StrangerPolicy.Deliver"/> nothing is looked up and nothing is kept.
/// </summary>
internal sealed partial class Strangers(
    StrangerPolicy policy,
    IStrangerStore store,
    IContactStore contacts,
    StrangerQuestion question,
    TimeProvider time,
    ILogger<Strangers> logger)
{
    private const int HeldOfEach = 20;
    private const int AskedAtOnce = 100;

    /// <summary>More than there ever are: questions are counted before they are asked, and not both at once.</summary>
    private const int MostAsked = 10 * AskedAtOnce;

    private const int ReleasePage = 100;

    private readonly BoundedCache<(string Network, Jid User, string Contact), bool> _known = new(8192);
    private InboxDispatcher? _inbox;
    private IOutbox? _outbox;

    private enum Verdict
    {
        Known,
        Hold,
        Refuse,
        Ignore,
    }

    /// <summary>True while strangers are looked at.</summary>
    public bool AreLookedAt => policy != StrangerPolicy.Deliver;

    /// <summary>Completes the circle: the queues ask the guard, which asks here.</summary>
    public void Bind(InboxDispatcher inbox, IOutbox outbox) => (_inbox, _outbox) = (inbox, outbox);

    /// <summary>
    /// Learns who was written to while strangers were not looked at, and releases what is to be released: after a crash in the middle, or
    /// all, when strangers are not looked at any more.
    /// </summary>
    public async Task StartAsync(IEnumerable<Network> networks, CancellationToken cancellationToken)
    {
        if (AreLookedAt)
        {
            await store.AddKnownFromMessagesAsync(time.GetUtcNow(), cancellationToken);
        }

        foreach (var network in networks)
        {
            while (await store.ReadReleasedAsync(network.Name, all: !AreLookedAt, ReleasePage, cancellationToken) is { Count: > 0 } page)
            {
                await ReleaseAsync(network, page, cancellationToken);
            }
        }
    }

    /// <summary>What is shown for an event of a contact: itself, the question, or nothing.</summary>
    public async ValueTask<IReadOnlyList<GatewayEvent>> AdmitAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        switch (await JudgeAsync(network, what, cancellationToken))
        {
            case Verdict.Known:
                return [what];
            case Verdict.Hold:
                return await HoldAsync(network, what, stanzaId, cancellationToken);
            case Verdict.Refuse:
                await RefuseAsync(network, what, stanzaId, FailureCondition.NotAllowed, ProtectionTexts.StrangersRefused, cancellationToken);
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

    /// <summary>What a stranger began with; null when nothing of them is held.</summary>
    public async ValueTask<GatewayEvent?> ReadFirstAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken) =>
        await store.ReadHeldAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken) is [var first, ..]
            ? EventJson.Deserialize(first.Payload)
            : null;

    /// <summary>The user wants to know this contact. Returns how many held messages follow.</summary>
    public async ValueTask<int> AcceptAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (!await store.AddKnownAsync(network.Name, user.ToString(), contact.Id.Value, time.GetUtcNow(), cancellationToken))
        {
            Remember(network, user, contact);
            return 0;
        }

        var held = await store.ReadHeldAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken);
        await ReleaseAsync(network, held, cancellationToken);
        Remember(network, user, contact);
        return held.Count;
    }

    /// <summary>The user wants to hear nothing of this contact: what was held is thrown away.</summary>
    /// <param name="network">The network.</param>
    /// <param name="user">The user.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="tell">Tells the authors that their messages were not taken.</param>
    /// <param name="cancellationToken">Ends it half-way; it can be done again.</param>
    public async ValueTask DropAsync(Network network, Jid user, RemoteContact contact, bool tell, CancellationToken cancellationToken)
    {
        foreach (var held in await store.ReadHeldAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken))
        {
            if (tell)
            {
                // XEP-0191 §3.3: the sender of a blocked message learns that the service is not available.
                await RefuseAsync(
                    network, EventJson.Deserialize(held.Payload), held.StanzaId, FailureCondition.ServiceUnavailable, ProtectionTexts.NotTaken, cancellationToken);
            }

            await store.RemoveHeldAsync(held.Id, cancellationToken);
        }

        await store.RemoveRelationAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken);
        _known.Remove((network.Name, user, contact.Id.Value));
    }

    /// <summary>A user leaves: whoever still waits is told that their messages were not taken.</summary>
    public async ValueTask DropAllAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        foreach (var stranger in await store.ReadWaitingAsync(network.Name, user.ToString(), MostAsked, cancellationToken))
        {
            await DropAsync(network, user, new RemoteContact(new RemoteUserId(stranger.Contact), stranger.Contact), tell: true, cancellationToken);
        }
    }

    /// <summary>
    /// Gives up what has been held since before that time: its authors are told that there was no answer. Who writes again is asked about
    /// again.
    /// </summary>
    public async Task GiveUpAsync(Network network, DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (await store.ReadHeldBeforeAsync(network.Name, before, ReleasePage, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var held in page)
            {
                if (await store.FindRelationAsync(network.Name, held.User, held.Contact, cancellationToken) is { Known: true })
                {
                    // The user said yes meanwhile, and a crash came in between.
                    await ReleaseAsync(network, [held], cancellationToken);
                    continue;
                }

                await RefuseAsync(
                    network, EventJson.Deserialize(held.Payload), held.StanzaId, FailureCondition.RecipientUnavailable, ProtectionTexts.NotAnswered, cancellationToken);
                await store.GiveUpHeldAsync(held, cancellationToken);
            }
        }
    }

    /// <summary>A user leaves: what was known of them is gone from the store already.</summary>
    public void Forget(Network network, Jid user) => _known.RemoveWhere(key => key.Network == network.Name && key.User == user);

    private bool IsRemembered(Network network, Jid user, RemoteContact contact) => _known.TryGet((network.Name, user, contact.Id.Value), out _);

    private void Remember(Network network, Jid user, RemoteContact contact) => _known.Set((network.Name, user, contact.Id.Value), true);

    private async ValueTask<Verdict> JudgeAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        if (what.ByUser)
        {
            await NoteWrittenAsync(network, what.User, what.Contact, cancellationToken);
            return Verdict.Known;
        }

        // A request to be a contact is what a stranger has to do anyway; the user sees it as one.
        if (!AreLookedAt || what is ContactRequest || await KnowsAsync(network, what, cancellationToken))
        {
            return Verdict.Known;
        }

        return what is not (Message or Edit or Retraction or Reactions) ? Verdict.Ignore
            : policy == StrangerPolicy.Ask ? Verdict.Hold
            : what is Message ? Verdict.Refuse
            : Verdict.Ignore;
    }

    private async ValueTask<bool> KnowsAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        if (IsRemembered(network, what.User, what.Contact))
        {
            return true;
        }

        var (user, contact) = (what.User.ToString(), what.Contact.Id.Value);
        if (await store.FindRelationAsync(network.Name, user, contact, cancellationToken) is not { Known: true }
            && await contacts.FindContactAsync(network.Name, user, contact, cancellationToken)
                is not ({ UserSees: true } or { ContactSees: ContactSubscription.Granted }))
        {
            return false;
        }

        Remember(network, what.User, what.Contact);
        return true;
    }

    private async ValueTask<IReadOnlyList<GatewayEvent>> HoldAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        var held = new HeldEvent(
            0, network.Name, what.User.ToString(), what.Contact.Id.Value, stanzaId, EventJson.Serialize(what), time.GetUtcNow());
        switch (await store.HoldAsync(held, HeldOfEach, AskedAtOnce, cancellationToken))
        {
            case Holding.Known:
                return [what];
            case Holding.First:
                Log.Asked(logger, network.Name);
                return await question.AskAsync(network, what, cancellationToken);
            case Holding.Full when what is Message:
                await RefuseAsync(network, what, stanzaId, FailureCondition.ResourceConstraint, ProtectionTexts.TooManyHeld, cancellationToken);
                return [];
            default:
                return [];
        }
    }

    /// <summary>First into the inbox, then away from here: a crash in between repeats it, and the inbox knows its key.</summary>
    private async Task ReleaseAsync(Network network, IReadOnlyList<HeldEvent> held, CancellationToken cancellationToken)
    {
        foreach (var one in held)
        {
            await _inbox!.AddOwnAsync(network, "held " + one.StanzaId, EventJson.Deserialize(one.Payload), cancellationToken);
            await store.RemoveHeldAsync(one.Id, cancellationToken);
        }
    }

    /// <summary>Tells the author, once for each stanza id.</summary>
    private async ValueTask RefuseAsync(
        Network network, GatewayEvent what, string stanzaId, FailureCondition condition, LocalText reason, CancellationToken cancellationToken)
    {
        if (what is not Message message)
        {
            return;
        }

        var refusal = new Undeliverable
        {
            User = what.User,
            Contact = what.Contact,
            Timestamp = what.Timestamp,
            Failed = message.Id,
            Condition = condition,
            Reason = reason.English,
        };
        await _outbox!.AcceptAsync(network, refusal, what.User, "stranger:" + stanzaId, false, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2810, LogLevel.Information, "{Network}: a stranger writes, and their recipient is asked")]
        public static partial void Asked(ILogger logger, string network);
    }
}
