using System.Globalization;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Outbox;

/// <summary>Turns one inbox entry into stanzas and writes them to the link. Called on the entry's lane.</summary>
internal sealed partial class IncomingDelivery(
    Network network, IMessageMap map, IEventTranslator translator, IPrivileges privileges, IQueueGuard guard, IRoomTraffic rooms, TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Servers tell what they grant right after the handshake (XEP-0356 §4.2), which a replay must not overtake.
    private static readonly TimeSpan Announced = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // What a foreign server asks for is bounded: a timer has a limit, and a conversation must not sleep for a mistyped number.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Between the id of an event and the number of what is shown in its place.</summary>
    private const string Instead = "-i";

    private readonly Persistence _persistence = new(time, logger);
    private readonly ReadStates _readStates = new(network, map, privileges, logger);

    /// <summary>
    /// Sends the stanzas of one entry. True when something was sent and a fence must confirm it; false when there was nothing to send.
    /// </summary>
    /// <param name="incoming">The entry.</param>
    /// <param name="began">When this attachment began.</param>
    /// <param name="pause">Waits, and lets other lanes go on meanwhile.</param>
    /// <param name="lend">Waits for the end of some work, however that is, and lets other lanes go on when it takes long.</param>
    /// <param name="sending">Ends the wait for what an entry needs before its first stanza; one that was begun is sent to its end.</param>
    /// <param name="attached">Cancelled when the attachment has ended.</param>
    /// <exception cref="OperationCanceledException">
    /// The link went, or the entry was not begun; it comes again, at the latest on the next attachment.
    /// </exception>
    public async Task<bool> SendAsync(
        Incoming incoming,
        DateTimeOffset began,
        Func<TimeSpan, CancellationToken, Task> pause,
        Func<Task, CancellationToken, Task> lend,
        CancellationToken sending,
        CancellationToken attached)
    {
        var sent = false;
        var index = 0;
        foreach (var happened in await UnderstandAsync(incoming, pause, lend, sending))
        {
            var preparing = sent ? attached : sending;
            if (!sent)
            {
                // To understand it may have taken long.
                await WaitWhileStoppedAsync(pause, sending);
            }

            // The id was chosen once and stored: a replay after a lost link has the same ones.
            var id = index++ == 0 ? incoming.Entry.StanzaId : incoming.Entry.StanzaId + "-" + index.ToString(CultureInfo.InvariantCulture);
            if (happened is RoomEvent inRoom)
            {
                var wait = new LaneWait(pause, preparing) { Lend = lend };
                sent |= await _persistence.KeepTryingAsync(async token => await rooms.ShowAsync(network, inRoom, id, wait, token), attached);
                continue;
            }

            var what = (GatewayEvent)happened;
            if (what is DeliveryFailure failure && rooms.Explain(network, failure, id) is { } explained)
            {
                if (!await network.Link.SendAsync(explained, attached))
                {
                    throw new OperationCanceledException("The link went.", attached);
                }

                sent = true;
                continue;
            }

            if (what is DeliveryFailure { User.Resource: not null } own)
            {
                // Only who explains it in a room needs to know which occupant or client it was (Answers.Failure).
                what = own with { User = own.User.Bare };
            }

            // A ready one brought its row along; by the time of a retry that may be forgotten.
            if ((incoming.Entry.IsRaw || incoming.Entry.Told) && MapRow.Of(network, what, id, time.GetUtcNow()) is { } row)
            {
                await _persistence.KeepTryingAsync(token => map.AddMappedAsync([row], token), preparing);
            }

            while (what.ByUser && !privileges.MaySendAs(network, what.User) && time.GetUtcNow() - began < Announced)
            {
                await Task.Delay(Look, time, preparing);
            }

            sent |= await AdmitAsync(what, id, incoming.Entry, pause, lend, preparing, attached);
        }

        return sent;
    }

    private async Task<bool> AdmitAsync(
        GatewayEvent what,
        string id,
        InboxEntry entry,
        Func<TimeSpan, CancellationToken, Task> pause,
        Func<Task, CancellationToken, Task> lend,
        CancellationToken sending,
        CancellationToken attached)
    {
        var sent = false;
        var index = 0;
        var admitted = await _persistence.KeepTryingAsync(
            async token => await guard.AdmitAsync(network, what, id, entry, token), sending);
        foreach (var shown in admitted)
        {
            var preparing = sent ? attached : sending;
            await guard.WaitAsync(network, shown, pause, preparing);

            // An answer to what stands in its place, an error or a read mark, is none to the event itself.
            index++;
            var shownId = ReferenceEquals(shown, what) ? id : id + Instead + index.ToString(CultureInfo.InvariantCulture);
            sent |= await SendAsync(shown, shownId, lend, preparing, attached);
        }

        return sent;
    }

    private async Task<bool> SendAsync(
        GatewayEvent what, string id, Func<Task, CancellationToken, Task> lend, CancellationToken preparing, CancellationToken attached)
    {
        // Files may have to be put on a server of the user's first, which may be slow.
        var translating = _persistence.KeepTryingAsync(
            async token => what switch
            {
                RoomInvitation invitation => await rooms.InviteAsync(network, invitation, id, token) is { } asked ? [asked] : [],
                RoomRefusal refusal => [await rooms.RefuseAsync(network, refusal, id, token)],
                _ => await translator.TranslateAsync(network, what, id, token),
            },
            preparing);
        await lend(translating, preparing);
        var stanzas = await translating;
        foreach (var stanza in stanzas)
        {
            // What is not from our domain is said in the name of its user.
            var isOurs = stanza.From is null || stanza.From.Domain == network.Link.Domain;
            if (!await (isOurs ? network.Link.SendAsync(stanza, attached) : privileges.SendAsAsync(network, stanza, attached)))
            {
                throw new OperationCanceledException(isOurs ? "The link went." : "The link or a privilege went.", attached);
            }
        }

        // Who writes there under an account of their own may also read there.
        switch (what)
        {
            case Message { ByUser: false, Id: not null } message when stanzas.Count > 0 && network.Adapter is IOffersLogin:
                _ = _readStates.LearnAsync(message, id, stanzas[^1].From!);
                break;
            case Displayed { ByUser: true } displayed:
                await _readStates.TellAsync(displayed, attached);
                break;
            default:
                // Nothing that is read.
                break;
        }

        return stanzas.Count > 0;
    }

    private async Task<IReadOnlyList<NetworkEvent>> UnderstandAsync(
        Incoming incoming, Func<TimeSpan, CancellationToken, Task> pause, Func<Task, CancellationToken, Task> lend, CancellationToken sending)
    {
        if (!incoming.Entry.IsRaw)
        {
            return [incoming.Event ?? EventJson.DeserializeAny(incoming.Entry.Payload)];
        }

        var interpreter = network.Adapter as IInterpretsArrivals
            ?? throw new InvalidOperationException("This adapter does not interpret arrivals.");
        var raw = new Arrival.Raw(incoming.Entry.Key, incoming.Entry.Lane, incoming.Entry.Payload);
        while (true)
        {
            await WaitWhileStoppedAsync(pause, sending);
            var interpreting = InterpretAsync(interpreter, raw, sending);
            await lend(interpreting, sending);
            switch (await interpreting)
            {
                case Interpretation.Understood understood:
                    return understood.Events;
                case Interpretation.Later later:
                    var wait = later.After is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestPause.Ticks)) : Pause;
                    Log.Later(logger, network.Name, incoming.Entry.Sequence, wait, LogText.WithoutAddresses(later.Reason));
                    await pause(wait, sending);
                    break;
                case var other:
                    throw new InvalidOperationException("Unknown interpretation " + other.GetType().Name + ".");
            }
        }
    }

    /// <summary>What an admin has stopped waits: neither the network nor the user hears anything.</summary>
    private async Task WaitWhileStoppedAsync(Func<TimeSpan, CancellationToken, Task> pause, CancellationToken sending)
    {
        while (guard.IsStopped(network.Name))
        {
            await pause(Pause, sending);
        }
    }

    private static async Task<Interpretation> InterpretAsync(
        IInterpretsArrivals interpreter, Arrival.Raw raw, CancellationToken sending)
    {
        try
        {
            return await interpreter.InterpretAsync(raw, sending);
        }
        catch (StateUnavailableException exception)
        {
            return new Interpretation.Later(exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3040, LogLevel.Information, "{Network}: arrival {Sequence} is looked at again in {Wait}: {Reason}")]
        public static partial void Later(ILogger logger, string network, long sequence, TimeSpan wait, string reason);
    }
}
