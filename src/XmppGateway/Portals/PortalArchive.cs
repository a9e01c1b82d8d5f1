using System.Globalization;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>Reads in the archive of an XMPP room (XEP-0313) what was said since the last message that was heard.</summary>
internal sealed class PortalArchive(PortalHearing hearing, TimeProvider time)
{
    private const int PageSize = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long _queries;

    /// <summary>
    /// True when the end was reached; false when the archive does not answer now. What was read until then is heard, so that the next try goes on
    /// there.
    /// </summary>
    public async Task<bool> CatchUpAsync(Portal portal, CancellationToken cancellationToken)
    {
        var after = portal.Position.Id is [not '\u0001', ..] id ? id : null;
        var since = after is null ? portal.Position.At : default(DateTimeOffset?);
        while (true)
        {
            var query = "portal-" + Interlocked.Increment(ref _queries).ToString(CultureInfo.InvariantCulture);
            portal.Page = new ArchivePage(query);
            var answer = await portal.Network.Link.AskAsync(
                Stanza.Iq(portal.Ear.Self, portal.Room, "set", query, MessageArchive.PageRequest(query, after, since, PageSize)), cancellationToken);
            if (answer is { IsError: true } && after is not null)
            {
                // §4.3.1: the archive has forgotten that message; the time still says where it was.
                (after, since) = (null, portal.Position.At);
                continue;
            }

            if (answer is null || MessageArchive.FindEnd(answer) is not { } end)
            {
                return false;
            }

            try
            {
                await HearAsync(portal, end.Last, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }

            if (end.IsComplete || end.Last is null)
            {
                return true;
            }

            if (end.Last == after)
            {
                return false;
            }

            (after, since) = (end.Last, null);
        }
    }

    private async Task HearAsync(Portal portal, string? last, CancellationToken cancellationToken)
    {
        foreach (var (id, message, at) in await portal.Page!.TakeAsync(last, Patience, time, cancellationToken))
        {
            // Only what the room itself has put there under somebody's name.
            if (message.From?.Bare == portal.Room && message.Type == "groupchat")
            {
                using var turn = await portal.EnterAsync(cancellationToken);
                await hearing.HearAsync(portal, message, id, at, cancellationToken);
            }
        }
    }
}
