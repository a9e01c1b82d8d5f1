using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// What strangers have written, in the store until the user has answered the question about them: then it is released, or its authors are
/// told that it was not taken.
/// </summary>
internal sealed partial class HeldMessages(IStrangerStore store, TimeProvider time, ILogger<HeldMessages> logger)
{
    /// <summary>How many questions to one user may be open.</summary>
    public const int AskedAtOnce = 100;

    private const int HeldOfEach = 20;
    private const int Page = 100;

    private static readonly Refusal NotAnswered = new(FailureCondition.RecipientUnavailable, ProtectionTexts.NotAnswered);

    private InboxDispatcher? _inbox;
    private IOutbox? _outbox;

    /// <summary>Completes the circle: the queues ask the guard, which asks here.</summary>
    public void Bind(InboxDispatcher inbox, IOutbox outbox) => (_inbox, _outbox) = (inbox, outbox);

    /// <summary>What a stranger began with; null when nothing of them is held.</summary>
    public async ValueTask<GatewayEvent?> ReadFirstAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken) =>
        await store.ReadHeldAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken) is [var first, ..]
            ? EventJson.Deserialize(first.Payload)
            : null;

    /// <summary>Holds an event of a stranger; what is shown instead: the question, for the first one.</summary>
    public async ValueTask<IReadOnlyList<GatewayEvent>> HoldAsync(
        Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        // A request is told once, by what is told of it or with the question about what was written.
        var each = what is ContactRequest ? 1 : HeldOfEach;
        var holding = await store.HoldAsync(ToHeld(network, what, stanzaId), each, AskedAtOnce, cancellationToken);
        while (holding == Holding.Full && what is Message or RoomInvitation && await GiveUpOldestForAsync(network, what, cancellationToken))
        {
            holding = await store.HoldAsync(ToHeld(network, what, stanzaId), each, AskedAtOnce, cancellationToken);
        }

        switch (holding)
        {
            case Holding.Known:
                // The user has just said yes.
                return await FollowAsync(network, what, stanzaId, cancellationToken) ? [] : [what];
            case Holding.First when what is ContactRequest:
                // A subscription request is a question as it is.
                return [what];
            case Holding.Held when what is Message or RoomInvitation && await IsFirstAfterRequestAsync(network, what, stanzaId, cancellationToken):
            case Holding.First:
                Log.Asked(logger, network.Name);
                return StrangerQuestion.Ask(network.Adapter.Description.Name, what);
            case Holding.Full when what is Message or RoomInvitation:
                await RefuseAsync(network, what, stanzaId, FailureCondition.ResourceConstraint, ProtectionTexts.TooManyHeld, cancellationToken);
                return [];
            default:
                return [];
        }
    }

    /// <summary>
    /// Puts an event of somebody known behind what is being released of them, by the same way. False when there is nothing, and it can be
    /// shown.
    /// </summary>
    public async ValueTask<bool> FollowAsync(Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken)
    {
        if (!await store.FollowAsync(ToHeld(network, what, stanzaId), LaneName.Of(what), cancellationToken))
        {
            return false;
        }

        // Everything, not only this: whoever began to release the others may be anywhere between them, or have given up.
        await ReleaseAsync(network, what.User, what.Contact, cancellationToken);
        return true;
    }

    /// <summary>Releases what those have written whom the user knows by now, after a crash in the middle, or what everybody has.</summary>
    public async Task ReleaseAsync(Network network, bool all, CancellationToken cancellationToken)
    {
        while (await store.ReadReleasedAsync(network.Name, all, Page, cancellationToken) is { Count: > 0 } page)
        {
            await ReleaseAsync(network, page, cancellationToken);
        }
    }

    /// <summary>Releases what one stranger has written; how much that is.</summary>
    public ValueTask<int> ReleaseAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken) =>
        ReleaseAsync(network, user.ToString(), contact.Id.Value, cancellationToken);

    /// <summary>
    /// Throws away what one stranger has written, also what comes while that is done. False when the user has said yes meanwhile: what is
    /// left is released.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="user">The user.</param>
    /// <param name="contact">The stranger.</param>
    /// <param name="tell">Tells the authors that their messages were not taken.</param>
    /// <param name="cancellationToken">Ends it half-way; it can be done again.</param>
    public ValueTask<bool> DropAsync(Network network, Jid user, RemoteContact contact, bool tell, CancellationToken cancellationToken) =>
        // XEP-0191 §3.3: the sender of a blocked message learns that the service is not available.
        DropAsync(network, user, contact, tell ? new(FailureCondition.ServiceUnavailable, ProtectionTexts.NotTaken) : null, cancellationToken);

    private async ValueTask<bool> DropAsync(Network network, Jid user, RemoteContact contact, Refusal? refusal, CancellationToken cancellationToken)
    {
        while (await store.ReadHeldAsync(network.Name, user.ToString(), contact.Id.Value, cancellationToken) is { Count: > 0 } held)
        {
            foreach (var one in held)
            {
                switch (await RemoveAsync(network, one, refusal, cancellationToken))
                {
                    case Removal.Known:
                        await ReleaseAsync(network, user, contact, cancellationToken);
                        return false;
                    case Removal.Last:
                        // What comes from now on is a new question.
                        return true;
                    default:
                        break;
                }
            }
        }

        return !await IsKnownAsync(network, user.ToString(), contact.Id.Value, cancellationToken);
    }

    /// <summary>
    /// Gives up what has been held since before that time: its authors are told that there was no answer. Who writes again is asked about
    /// again.
    /// </summary>
    public async Task GiveUpAsync(Network network, DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (await store.ReadHeldBeforeAsync(network.Name, before, Page, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var held in page)
            {
                if (await RemoveAsync(network, held, NotAnswered, cancellationToken) == Removal.Known)
                {
                    // The user said yes meanwhile, and a crash came in between. All of it: a clock that was set back has an order of its own.
                    await ReleaseAsync(network, held.User, held.Contact, cancellationToken);
                }
            }
        }
    }

    /// <summary>
    /// Tells the author of what was not held, once for each stanza id; nobody where nobody waits to hear of it. Durable when it returns.
    /// </summary>
    public async ValueTask RefuseAsync(
        Network network, GatewayEvent what, string stanzaId, FailureCondition condition, LocalText reason, CancellationToken cancellationToken)
    {
        if (what is Message or RoomInvitation or Edit or Retraction)
        {
            await _outbox!.AddAsync(network, Tell(what, new Refusal(condition, reason)), RefusalKey.OfStranger(stanzaId), cancellationToken);
        }
    }

    private static Undeliverable Tell(GatewayEvent what, Refusal refusal) => new()
    {
        User = what.User,
        Contact = what.Contact,
        Timestamp = what.Timestamp,
        Failed = what switch
        {
            Message message => message.Id,
            Edit edit => edit.Id ?? edit.Target,
            Retraction retraction => retraction.Target,
            _ => null,
        },
        Invitation = (what as RoomInvitation)?.Room,
        Condition = refusal.Condition,
        Reason = refusal.Reason.English,
    };

    private HeldEvent ToHeld(Network network, GatewayEvent what, string stanzaId) => new(
        0, network.Name, what.User.ToString(), what.Contact.Id.Value, stanzaId, EventJson.Serialize(what), time.GetUtcNow());

    /// <summary>
    /// A hundred forged senders must not close the door: the question that was open for the longest gives way to a new one, and its author is told.
    /// False when there is none, or when it is the number of this stranger's own messages that is too large.
    /// </summary>
    private async ValueTask<bool> GiveUpOldestForAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        var user = what.User.ToString();
        if (await store.FindRelationAsync(network.Name, user, what.Contact.Id.Value, cancellationToken) is not null
            || await store.ReadWaitingAsync(network.Name, user, 1, cancellationToken) is not [var oldest])
        {
            return false;
        }

        await DropAsync(network, what.User, ToContact(oldest), NotAnswered, cancellationToken);
        return true;
    }

    private static RemoteContact ToContact(WaitingStranger stranger) => new(new RemoteUserId(stranger.Contact), stranger.Contact);

    /// <summary>Who has asked to be a contact before, and now writes: not everybody looks at requests, and what was written is in none.</summary>
    private async ValueTask<bool> IsFirstAfterRequestAsync(Network network, GatewayEvent what, string stanzaId, CancellationToken cancellationToken) =>
        await store.ReadHeldAsync(network.Name, what.User.ToString(), what.Contact.Id.Value, cancellationToken) is [var request, var first, ..]
        && first.StanzaId == stanzaId && EventJson.Deserialize(request.Payload) is ContactRequest;

    private async ValueTask<bool> IsKnownAsync(Network network, string user, string contact, CancellationToken cancellationToken) =>
        await store.FindRelationAsync(network.Name, user, contact, cancellationToken) is { Known: true };

    private async ValueTask<int> ReleaseAsync(Network network, string user, string contact, CancellationToken cancellationToken)
    {
        var held = await store.ReadHeldAsync(network.Name, user, contact, cancellationToken);
        await ReleaseAsync(network, held, cancellationToken);
        return held.Count;
    }

    /// <summary>
    /// What is held leaves in one commit: for the inbox here, or with its refusal (<see cref="RemoveAsync"/>), whichever comes first. So two
    /// may release side by side, too, each in order.
    /// </summary>
    private async Task ReleaseAsync(Network network, IReadOnlyList<HeldEvent> held, CancellationToken cancellationToken)
    {
        foreach (var one in held)
        {
            await _inbox!.AddOwnAsync(
                network,
                ReleasedKey.Of(one.StanzaId),
                EventJson.Deserialize(one.Payload),
                entry => store.ReleaseHeldAsync(one.Id, entry, cancellationToken),
                cancellationToken);
        }
    }

    private Task<Removal> RemoveAsync(Network network, HeldEvent held, Refusal? refusal, CancellationToken cancellationToken) =>
        refusal is not null && EventJson.Deserialize(held.Payload) is var what and (Message or RoomInvitation)
            ? _outbox!.AddAsync(
                network, Tell(what, refusal), RefusalKey.OfStranger(held.StanzaId), entry => store.RefuseHeldAsync(held, entry, cancellationToken))
            : store.RefuseHeldAsync(held, null, cancellationToken);

    private sealed record Refusal(FailureCondition Condition, LocalText Reason);

    private static partial class Log
    {
        [LoggerMessage(2810, LogLevel.Information, "{Network}: a stranger writes, and their recipient is asked")]
        public static partial void Asked(ILogger logger, string network);
    }
}
