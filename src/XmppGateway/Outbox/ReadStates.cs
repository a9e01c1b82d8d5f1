using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Outbox;

/// <summary>
/// Tells the clients of a user what the user has read on the other network (XEP-0490), besides the marker in their name. It names a message by
/// the id that the user's archive gave it, which no component is told: it is asked for right behind the message, while the message is the last one
/// in the archive. Without the privileges for that, and for what was sent before a restart, there is only the marker.
/// </summary>
internal sealed partial class ReadStates(Network network, IMessageMap map, IPrivileges privileges, ILogger logger)
{
    private const int Remembered = 20_000;
    private const int MaximumAsking = 100;

    private readonly BoundedCache<(Jid User, string StanzaId), Place> _places = new(Remembered);
    private readonly BoundedCache<(Jid User, string Contact), DateTimeOffset> _told = new(Remembered);
    private int _asking;

    /// <summary>Learns the place of a message, whose last stanza was just written to the link. Returns at once; the task is for tests.</summary>
    /// <param name="message">Of the contact.</param>
    /// <param name="id">Under which it is in the map.</param>
    /// <param name="chat">From where its stanzas came.</param>
    public Task LearnAsync(Message message, string id, Jid chat)
    {
        if (Interlocked.Increment(ref _asking) <= MaximumAsking)
        {
            return AskAsync(message.User, id, chat);
        }

        Interlocked.Decrement(ref _asking);
        return Task.CompletedTask;
    }

    /// <summary>Tells what the user has read elsewhere, where the place of the message is known. Throws only when cancelled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The marker says the same; nothing is to wait or fail for this.")]
    public async Task TellAsync(Displayed displayed, CancellationToken cancellationToken)
    {
        try
        {
            var (user, contact) = (displayed.User, displayed.Contact.Id.Value);
            var row = await map.FindUpToAsync(network.Name, user.ToString(), contact, displayed.UpTo.Value, outgoing: false, cancellationToken);

            // §5.1: the state only moves forward.
            if (row is null || !_places.TryGet((user, row.StanzaId), out var place) || place is null
                || (_told.TryGet((user, contact), out var told) && told >= row.At)
                || await IsElsewhereAsync(user, place, cancellationToken))
            {
                return;
            }

            var state = new DisplayedState(place.Chat, user, place.Id);
            if (await privileges.AskAsAsync(network, user, "set", state.Publish(), cancellationToken) is { IsError: false })
            {
                _told.Set((user, contact), row.At);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTold(logger, e, network.Name);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What is not learned is not told; nothing waits for it.")]
    private async Task AskAsync(Jid user, string id, Jid chat)
    {
        try
        {
            if (await privileges.AskAsAsync(network, user, "get", MessageArchive.MetadataRequest(), CancellationToken.None) is { IsError: false } answer
                && MessageArchive.LastId(answer) is { } last)
            {
                _places.Set((user, id), new Place(chat, last));
            }
        }
        catch (Exception e)
        {
            Log.NotTold(logger, e, network.Name);
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    /// <summary>
    /// Something of another conversation may have come between the message and the question. Where the archive does not count (XEP-0059 §2.7 leaves
    /// it free), clients see that themselves: §5.1, they ignore an id that is not in the chat. Where it may not be asked, nothing is told.
    /// </summary>
    private async Task<bool> IsElsewhereAsync(Jid user, Place place, CancellationToken cancellationToken) =>
        // XEP-0313 §4.1: what asks an archive for messages is a set, though it changes nothing; §5: what asks for its ends is a get.
        await privileges.AskAsAsync(network, user, "set", MessageArchive.CountRequest(place.Chat, place.Id), cancellationToken) is not { } answer
        || (!answer.IsError && MessageArchive.Count(answer) == 0);

    private sealed record Place(Jid Chat, string Id);

    private static partial class Log
    {
        [LoggerMessage(3041, LogLevel.Debug, "{Network}: what a user has read elsewhere could not be told to their clients")]
        public static partial void NotTold(ILogger logger, Exception exception, string network);
    }
}
