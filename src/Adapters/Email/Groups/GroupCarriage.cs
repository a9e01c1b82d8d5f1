using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Smtp;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Hands a mail over for all who are still to get it, in one transaction. What became of each is noted before anything else happens.</summary>
internal sealed partial class GroupCarriage(SmtpClient smtp, OutgoingFiles files, GroupNotes notes, ILogger logger)
{
    /// <summary>What became of mails while it could not be noted, by delivery.</summary>
    private readonly ConcurrentDictionary<string, GroupSending> _unnoted = new(StringComparer.Ordinal);

    /// <summary>What is known of a mail that is going out.</summary>
    public async ValueTask<GroupSending?> FindAsync(string deliveryId, CancellationToken cancellationToken) =>
        _unnoted.GetValueOrDefault(deliveryId) ?? await notes.FindSendingAsync(deliveryId, cancellationToken);

    /// <summary>The mail is at its end, and whoever asks again may read what was noted.</summary>
    public void Forget(string deliveryId) => _unnoted.TryRemove(deliveryId, out _);

    /// <param name="delivery">Which one.</param>
    /// <param name="attachments">Its files, read anew for each attempt.</param>
    /// <param name="compose">Gives where reports on it go, and the mail without its files.</param>
    /// <param name="sending">For whom, and what is known of them.</param>
    /// <param name="cancellationToken">Ends the wait; a mail once begun is carried through.</param>
    /// <returns>What is known now, and why somebody is still to get it.</returns>
    public async ValueTask<(GroupSending Sending, DeliveryResult? Failure)> CarryAsync(
        Delivery delivery, Sequence<AttachedFile> attachments, Func<GroupSending, ValueTask<(EmailAddress ReturnPath, byte[] Mail)>> compose, GroupSending sending,
        CancellationToken cancellationToken)
    {
        // Whoever has stopped it since gets nothing that waits.
        if (await notes.FindAsync(delivery.Event.Contact.Id.Value, cancellationToken) is { Stopped: { Count: > 0 } stopped } && sending.Without(stopped) is var rest && rest != sending)
        {
            sending = rest;
            await NoteAsync(delivery.Id, sending);
            if (!sending.Open.Any())
                return (sending, null);
        }

        var (fetched, failure) = await files.FetchAsync(delivery, attachments, cancellationToken);
        if (failure is not null)
            return (sending, failure);

        long[] sizes = [.. fetched.Select(file => file.Length)];
        List<GroupPerson> open = [.. sending.Open.DistinctBy(person => person.Id)];
        SmtpEnvelope envelope;
        try
        {
            var (returnPath, mail) = await compose(sending);
            envelope = OutgoingFiles.Attach(new SmtpEnvelope(delivery.Id, returnPath, [.. open.Select(AddressOf)], mail), fetched);
        }
        catch
        {
            // Once it is handed over the envelope's reader disposes of them.
            foreach (var file in fetched)
                await file.DisposeAsync();

            throw;
        }

        var results = await smtp.SendAsync(envelope, cancellationToken);
        if (results.All(result => result is DeliveryResult.Rejected) && files.Judge(results[0], attachments, sizes) is DeliveryResult.FileRefused tooLarge)
            return (sending, tooLarge);

        // RFC 6532 §1: such a header needs SMTPUTF8 for everybody. Who cannot be named cannot be written to either, and keeps nobody else from the mail.
        var names = results.Any(result => result is DeliveryResult.Rejected { Reason: var reason } && reason == SmtpTexts.NamesInternational);
        var next = names ? sending.WithoutUnwritable() : sending;
        if (next.LeftOut.Count > sending.LeftOut.Count)
        {
            await NoteAsync(delivery.Id, next);
            return next.Open.Any() ? await CarryAsync(delivery, attachments, compose, next, cancellationToken) : (next, null);
        }

        next = sending.With(open.Zip(results).ToDictionary(one => one.First.Id, one => one.Second));
        await NoteAsync(delivery.Id, next);
        return (next, results.OfType<DeliveryResult.Retry>().FirstOrDefault());
    }

    /// <summary>Who has it must not get it again: this is noted even when the attempt has lost its patience. False when that is not possible now.</summary>
    public async ValueTask<bool> NoteAsync(string deliveryId, GroupSending sending)
    {
        _unnoted[deliveryId] = sending;
        try
        {
            await notes.PutSendingAsync(deliveryId, sending, CancellationToken.None);
            _unnoted.TryRemove(deliveryId, out _);
            return true;
        }
#pragma warning disable CA1031 // The mail is out: whatever goes wrong with a note, it must not go out again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotNoted(logger, error);
            return false;
        }
    }

    private static EmailAddress AddressOf(GroupPerson person) =>
        EmailAddress.TryParse(person.Address, out var address) ? address : throw new InvalidOperationException("A noted address is none.");

    private static partial class Log
    {
        [LoggerMessage(5241, LogLevel.Warning, "What became of a mail to a group could not be noted; it is remembered as long as the gateway runs")]
        public static partial void NotNoted(ILogger logger, Exception error);
    }
}
