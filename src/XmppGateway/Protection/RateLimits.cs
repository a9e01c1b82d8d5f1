using XmppGateway.Abstractions;
using XmppGateway.Configuration;

namespace XmppGateway.Protection;

/// <summary>
/// How much one user may send, and get, in a network. What a user sends too fast is refused, because their client can wait; what comes in
/// too fast waits in the store, because nobody else could keep it.
/// </summary>
internal sealed class RateLimits(LimitOptions options, TimeProvider time)
{
    private const int Remembered = 4096;

    /// <summary>More spam than this comes to nobody; no option, because nobody would look for it.</summary>
    private static readonly RateLimit Reports = new(1, 20);

    /// <summary>Some clients show a window for each request to be a contact: a handful at once, then one every few seconds.</summary>
    private static readonly RateLimit Requests = new(20, 5);

    private readonly Buckets<(string Network, Jid User)> _requests = new(Requests, Remembered, time);
    private readonly Buckets<(string Network, Jid User)> _reports = new(Reports, Remembered, time);
    private readonly Buckets<(string Network, Jid User)> _outgoing = new(options.Outgoing, Remembered, time);
    private readonly Buckets<(string Network, Jid User)> _incoming = new(options.Incoming, Remembered, time);
    private readonly Buckets<(string Network, Jid User, string Contact)> _contacts = new(options.Contact, Remembered, time);

    /// <summary>Zero when the user may send this now; otherwise how long they should wait.</summary>
    public TimeSpan TakeOutgoing(string network, GatewayEvent what) =>
        Counts(what) ? _outgoing.Take((network, what.User)) : TimeSpan.Zero;

    /// <summary>Zero when the user may report so many contacts now; otherwise a time until they may report one.</summary>
    public TimeSpan TakeReports(string network, Jid user, int count)
    {
        var wait = TimeSpan.Zero;
        for (var i = 0; i < count && wait == TimeSpan.Zero; i++)
        {
            wait = _reports.Take((network, user));
        }

        return wait;
    }

    /// <summary>How long this has to wait until it may go to the user. Its place is taken: an event that does not go then gives it back.</summary>
    public TimeSpan ReserveIncoming(string network, GatewayEvent what)
    {
        if (what is ContactRequest)
        {
            return _requests.Reserve((network, what.User));
        }

        if (!CountsIncoming(what))
        {
            return TimeSpan.Zero;
        }

        var user = _incoming.Reserve((network, what.User));
        var contact = _contacts.Reserve((network, what.User, what.Contact.Id.Value));
        return user > contact ? user : contact;
    }

    /// <summary>Gives the places back.</summary>
    public void ReturnIncoming(string network, GatewayEvent what)
    {
        if (what is ContactRequest)
        {
            _requests.Return((network, what.User));
        }
        else if (CountsIncoming(what))
        {
            _incoming.Return((network, what.User));
            _contacts.Return((network, what.User, what.Contact.Id.Value));
        }
    }

    // Invitations come without end, too, from whoever may write at all. What users invite to is counted by nobody: each names a room of theirs.
    private static bool CountsIncoming(GatewayEvent what) => Counts(what) || what is RoomInvitation;

    // What somebody writes. Marks, receipts and refusals follow from it.
    private static bool Counts(GatewayEvent what) => what is Message or Edit or Retraction or Reactions;
}
