using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>
/// Takes the contacts of users who have left out of their rosters. What is to be said is in the store until a fence has proved that the server
/// took it, so that a crash or a link that is away leaves nothing behind. It may be said twice, which changes nothing.
/// </summary>
internal sealed partial class Farewells(IFarewellStore store, IRoster roster, TimeProvider time, ILogger<Farewells> logger)
{
    /// <summary>Few: what is said of a page is said again after a crash.</summary>
    private const int PageSize = 32;

    private readonly Persistence _persistence = new(time, logger);
    private readonly ConcurrentDictionary<string, Channel<bool>> _begun = new(StringComparer.Ordinal);

    /// <summary>Says goodbye for one user. Returns when it is said or the link went; then the next attachment goes on.</summary>
    public Task SayAsync(Network network, Jid user, CancellationToken cancellationToken) =>
        SayAllAsync(network, user.Bare.ToString(), cancellationToken);

    /// <summary>Has goodbye said for everybody who has left. Returns at once; while the link is away it waits for the next attachment.</summary>
    public void Begin(Network network) => BegunOf(network).Writer.TryWrite(true);

    /// <summary>Says what was left open before this attachment of the link: to be called when the servers have told what they let us do.</summary>
    public Task FinishAsync(Network network, CancellationToken attached) => SayAllAsync(network, null, attached);

    /// <summary>The same, and goes on with whoever leaves during this attachment.</summary>
    /// <exception cref="OperationCanceledException">The attachment has ended.</exception>
    public async Task ServeAsync(Network network, CancellationToken attached)
    {
        while (true)
        {
            await SayAllAsync(network, null, attached);
            await BegunOf(network).Reader.ReadAsync(attached);
        }
    }

    /// <summary>One wish is enough: who serves it says all that there is.</summary>
    private Channel<bool> BegunOf(Network network) => _begun.GetOrAdd(
        network.Name, static _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    private async Task SayAllAsync(Network network, string? user, CancellationToken cancellationToken)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        while (await ReadAsync(network, user, cancellationToken) is { Count: > 0 } page)
        {
            var said = new List<ContactRow>();
            foreach (var row in page)
            {
                // Asked again: a contact that the user has taken anew meanwhile stays.
                if (!await _persistence.KeepTryingAsync(token => store.IsFarewellAsync(row, token), cancellationToken))
                {
                    continue;
                }

                said.Add(row);
                if (!await SayAsync(network, row, refused, cancellationToken))
                {
                    Log.PutOff(logger, network.Name);
                    return;
                }
            }

            if (!await network.Link.PassFenceAsync(cancellationToken))
            {
                Log.PutOff(logger, network.Name);
                return;
            }

            await _persistence.KeepTryingAsync(token => store.RemoveFarewellsAsync(said, token), cancellationToken);
            count += said.Count;
        }

        if (count > 0)
        {
            Log.Said(logger, network.Name, count);
        }
    }

    private Task<IReadOnlyList<ContactRow>> ReadAsync(Network network, string? user, CancellationToken cancellationToken) =>
        _persistence.KeepTryingAsync(token => store.ReadFarewellsAsync(network.Name, user, PageSize, token), cancellationToken);

    /// <summary>False when the link is away.</summary>
    private async Task<bool> SayAsync(Network network, ContactRow row, HashSet<string> refused, CancellationToken cancellationToken)
    {
        if (!Jid.TryParse(row.User, out var user) || !Jid.TryCreate(row.Localpart.Length == 0 ? null : row.Localpart, network.Link.Domain, null, out var contact))
        {
            return true;
        }

        if (!refused.Contains(row.User) && !await roster.RemoveAsync(network, user, contact, cancellationToken))
        {
            refused.Add(row.User);
        }

        foreach (var stanza in contact.Local is null ? OfGateway(contact, user) : OfContact(contact, row, user))
        {
            if (!await network.Link.SendAsync(stanza, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 6121 §3.3.3: unavailable before unsubscribed; then the contact gives up its own side.
    private static IEnumerable<Stanza> OfContact(Jid contact, ContactRow row, Jid user)
    {
        if (row.UserSees)
        {
            yield return PresenceStanzas.Of("unavailable", contact, user);
            yield return PresenceStanzas.Of("unsubscribed", contact, user);
        }

        if (row.ContactSees is ContactSubscription.Requested or ContactSubscription.Granted)
        {
            yield return PresenceStanzas.Of("unsubscribe", contact, user);
        }
    }

    // XEP-0100 §4.3.1 has this order for the gateway itself.
    private static IEnumerable<Stanza> OfGateway(Jid gateway, Jid user) =>
    [
        PresenceStanzas.Of("unsubscribe", gateway, user),
        PresenceStanzas.Of("unsubscribed", gateway, user),
        PresenceStanzas.Of("unavailable", gateway, user),
    ];

    private static partial class Log
    {
        [LoggerMessage(2312, LogLevel.Information, "{Network}: {Contacts} contacts of users who have left were taken out of rosters")]
        public static partial void Said(ILogger logger, string network, int contacts);

        [LoggerMessage(2313, LogLevel.Information, "{Network}: the link went while users were leaving; the rest is said when it is there again")]
        public static partial void PutOff(ILogger logger, string network);
    }
}
