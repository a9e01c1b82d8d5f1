using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>
/// Tries those of a group who could not be given a mail that others have: as long as a mail to one person is tried, and beside the conversation, which does
/// not wait for days because one server is away.
/// </summary>
internal sealed partial class GroupRests(
    GroupCarriage carriage, GroupGuests guests, Sending.SentMails sent, EmailIds ids, GroupNotes notes, IAdapterContext context, ILogger logger) : IAsyncDisposable
{
    public static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _listing = new(1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Goes on with what an earlier life has left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var id in await notes.ReadRestsAsync(cancellationToken))
                Begin(id, First);
        }
        catch (StateUnavailableException error)
        {
            throw new AdapterStartException(error.Message, error);
        }
    }

    /// <summary>From now on the rest is tried here. Durable when it returns; false when that is not possible now.</summary>
    public async ValueTask<bool> TakeAsync(Delivery delivery, Message message, byte[] mail, GroupSending sending, CancellationToken cancellationToken)
    {
        try
        {
            var rest = new GroupRest(
                message.User.ToString(), message.Contact.Id.Value, (context.Time.GetUtcNow() + context.DeliveryExpiry).ToUnixTimeSeconds(), [.. sending.Open.Select(person => person.Id)])
            {
                Files = [.. message.Attachments.Select(GroupFile.Of)],
            };

            // Last of all that the rest goes on here: without that it is the engine's to try.
            await notes.PutRestAsync(delivery.Id, rest, Encoding.Latin1.GetString(mail), cancellationToken);
            if (!await ListAsync(list => [.. list.Where(id => id != delivery.Id), delivery.Id], cancellationToken))
                return false;

            await notes.PutSendingAsync(delivery.Id, sending with { GoesOn = true }, cancellationToken);
        }
        catch (StateUnavailableException)
        {
            return false;
        }

        Begin(delivery.Id, First);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _listing.Dispose();
    }

    private void Begin(string id, TimeSpan wait) => _running.GetOrAdd(id, _ => RunAsync(id, wait));

    private async Task RunAsync(string id, TimeSpan wait)
    {
        for (TimeSpan? next = wait; next is { } pause && !_stopping.IsCancellationRequested;)
        {
            await Task.Delay(pause, context.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;

            try
            {
                next = await TryAsync(id, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Nobody waits for it, and it must not end unsaid: it is tried again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Log.NotTried(logger, error);
                next = Longest;
            }
        }

        _running.TryRemove(id, out _);
    }

    /// <summary>Tries once; null when all is done, else when to try again.</summary>
    private async ValueTask<TimeSpan?> TryAsync(string id, CancellationToken cancellationToken)
    {
        var rest = await notes.FindRestAsync(id, cancellationToken);
        var sending = await carriage.FindAsync(id, cancellationToken);
        var isOver = rest is null || context.Time.GetUtcNow().ToUnixTimeSeconds() >= rest.Until;
        if (rest is null || sending is not { GoesOn: true })
        {
            if (!isOver)
            {
                // It was broken off before it began, and the engine has it still.
                return Longest;
            }

            await ListAsync(list => [.. list.Where(other => other != id)], cancellationToken);
            return null;
        }

        DeliveryResult? failure = null;
        var user = Jid.Parse(rest.User);
        if (sending.Open.Any())
        {
            var room = new RemoteContact(new(rest.Group), rest.Group) { IsRoom = true };
            var delivery = new Delivery(
                id, new Message { User = user, Contact = room, Timestamp = context.Time.GetUtcNow(), Body = new("") }, rest.Attempts + 2);
            (sending, failure) = await carriage.CarryAsync(
                delivery,
                [.. rest.Files.Select(file => file.ToFile())],
                async _ => (await sent.NoteAsync(id, user, room, cancellationToken), Encoding.Latin1.GetBytes(await notes.ReadRestMailAsync(id, rest, cancellationToken))),
                sending,
                cancellationToken);
        }

        var end = failure switch
        {
            DeliveryResult.Retry retry when isOver => new DeliveryResult.Rejected(retry.Reason, FailureCondition.RemoteServerTimeout),
            DeliveryResult.FileRefused file => new DeliveryResult.Rejected(file.Reason, FailureCondition.PolicyViolation),
            _ => null,
        };
        if (end is not null)
        {
            sending = sending.With(sending.Open.DistinctBy(person => person.Id).ToDictionary(person => person.Id, DeliveryResult (_) => end));
            await carriage.NoteAsync(id, sending);
        }

        var late = sending with { Failures = [.. sending.Failures.Where(failed => sending.To.Concat(sending.Cc).Any(person => person.Address == failed.Address && rest.Open.Contains(person.Id)))] };
        if (!await guests.TellFailedAsync(user, rest.Group, id, late, cancellationToken)
            || !await GroupFailures.TellAsync(context, user, rest.Group, id, ids.MessageIdOf(id), late, cancellationToken))
            return First;

        if (!sending.Open.Any())
        {
            await ListAsync(list => [.. list.Where(other => other != id)], cancellationToken);
            carriage.Forget(id);
            return null;
        }

        await notes.PutRestAsync(id, rest with { Attempts = rest.Attempts + 1 }, null, cancellationToken);
        var wait = First * Math.Pow(2, Math.Min(rest.Attempts, 10));
        var asked = (failure as DeliveryResult.Retry)?.After ?? TimeSpan.Zero;
        wait = wait < Longest ? wait : Longest;
        return asked > wait && asked < context.DeliveryExpiry ? asked : wait;
    }

    /// <summary>False when there are too many already.</summary>
    private async ValueTask<bool> ListAsync(Func<IReadOnlyList<string>, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        await _listing.WaitAsync(cancellationToken);
        try
        {
            var next = change(await notes.ReadRestsAsync(cancellationToken));
            if (next.Count > GroupNotes.MostRests)
                return false;

            await notes.PutRestsAsync(next, cancellationToken);
            return true;
        }
        finally
        {
            _listing.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5242, LogLevel.Warning, "The rest of a group could not be given a mail now; it is tried again")]
        public static partial void NotTried(ILogger logger, Exception error);
    }
}
