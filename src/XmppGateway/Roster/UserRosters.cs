using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Handlers;
using XmppGateway.Mapping;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Roster;

/// <summary>The ways of <see cref="RosterRoutes"/>, tried from the best on: one that fails gives way to the next.</summary>
internal sealed partial class UserRosters(
    ServerPrivileges privileges,
    IAddressBook addresses,
    IContactStore contacts,
    RequestPace pace,
    TimeProvider time,
    ILogger<UserRosters> logger) : IRoster
{
    // Whether the server of a domain sets the subscription of what it lets us write; absent while that is not known.
    private readonly ConcurrentDictionary<string, bool> _subscribing = new(StringComparer.Ordinal);

    // XEP-0144 §5: more than this in one suggestion is to be looked at with suspicion.
    private const int SuggestionSize = 100;

    /// <inheritdoc/>
    public async ValueTask<RosterAddition> AddAsync(Network network, Jid user, RemoteContact? who, CancellationToken cancellationToken) =>
        (await AddMissingAsync(network, user, await FindMissingAsync(network, user, [who], cancellationToken), cancellationToken)).Addition;

    /// <summary>
    /// Adds people whom the user knows on the network. Those that they have are left alone. Returns when all are there, suggested or asked for;
    /// where users are asked one by one that is limited to a pace. Ends early when the link goes: gives back
    /// who is left, nobody of whom has heard of it.
    /// </summary>
    /// <param name="user">The JID to act for; a full one where a client of the user is known to be there.</param>
    /// <param name="isResumed">True where the people come again without the user's wish: whom they have declined since is left alone.</param>
    /// <exception cref="StoreUnavailableException">The store is away; what was added before stays.</exception>
    public async Task<IReadOnlyList<RemoteContact>> AddAllAsync(
        Network network, Jid user, IReadOnlyList<RemoteContact> people, bool isResumed, CancellationToken cancellationToken)
    {
        var missing = await FindMissingAsync(network, user, people, cancellationToken);
        missing.RemoveAll(one => isResumed && one.Row is { ContactSees: ContactSubscription.None or ContactSubscription.Refused });
        return [.. (await AddMissingAsync(network, user, missing, cancellationToken)).Left.Select(left => left.Contact!)];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(Network network, Jid user, Jid contact, CancellationToken cancellationToken)
    {
        var remove = RosterItem.Query(new RosterItem(contact, null, "remove", []));
        return await privileges.AskAsAsync(network, user.Bare, "set", remove, cancellationToken) is { } answer
            // RFC 6121 §2.5.3: an item that is not there.
            && (!answer.IsError || StanzaError.Find(answer)?.Condition == StanzaConditions.ItemNotFound);
    }

    private async Task<(RosterAddition Addition, IReadOnlyList<Wanted> Left)> AddMissingAsync(
        Network network, Jid user, List<Wanted> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
        {
            return (RosterAddition.KnownAlready, []);
        }

        var privilege = privileges.Of(network.Name, user.Domain);
        var suggestions = privilege?.Roster.HasFlag(PrivilegeAccess.Set) != true && await TakesSuggestionsAsync(network, user, cancellationToken);
        var route = RosterRoutes.Choose(privilege, suggestions);
        Log.Adds(logger, network.Name, missing.Count, route);
        if (route == RosterRoute.Privilege)
        {
            missing = await WriteAsync(network, user.Bare, missing, cancellationToken);
        }

        if (missing.Count > 0 && route != RosterRoute.Request && (suggestions || await TakesSuggestionsAsync(network, user, cancellationToken)))
        {
            missing = await SuggestAsync(network, user, missing, cancellationToken);
        }

        var left = await RequestAsync(network, user.Bare, missing, cancellationToken);
        return (
            left.Count > 0 ? RosterAddition.NotAsked
            : route == RosterRoute.Privilege && missing.Count == 0 ? RosterAddition.Added
            : RosterAddition.Asked,
            left);
    }

    private async Task<List<Wanted>> FindMissingAsync(
        Network network, Jid user, IReadOnlyList<RemoteContact?> wanted, CancellationToken cancellationToken)
    {
        var missing = new List<Wanted>(wanted.Count);
        foreach (var contact in wanted)
        {
            var row = await contacts.FindContactAsync(network.Name, user.Bare.ToString(), contact?.Id.Value ?? "", cancellationToken);
            if (row is not { UserSees: true })
            {
                var jid = contact is null ? Jid.Parse(network.Link.Domain) : await addresses.GetJidAsync(network, contact, cancellationToken);
                missing.Add(new Wanted(contact, jid, row));
            }
        }

        return missing;
    }

    /// <summary>Writes the roster; gives back whom the user is still to be asked about.</summary>
    private async Task<List<Wanted>> WriteAsync(Network network, Jid user, List<Wanted> wanted, CancellationToken cancellationToken)
    {
        bool? isSubscribed = null;
        for (var i = 0; i < wanted.Count; i++)
        {
            var (contact, jid, row) = wanted[i];
            cancellationToken.ThrowIfCancellationRequested();
            if (row is null)
            {
                // Before the roster has it: whatever comes in between, who leaves must know what to take out again.
                await PutAsync(network, user, wanted[i], false, ContactSubscription.Requested, cancellationToken);
            }

            // XEP-0356 §4: with the server's own power the subscription is simply there, in both directions.
            if (!await SetAsync(network, user, ItemOf(network, contact, jid, "both"), cancellationToken))
            {
                Log.NotWritten(logger, network.Name, wanted.Count - i);
                return isSubscribed is false ? wanted : wanted[i..];
            }

            isSubscribed ??= await IsSubscribedAsync(network, user, wanted[i], cancellationToken);
            if (isSubscribed is false)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await PutAsync(network, user, wanted[i], true, ContactSubscription.Granted, cancellationToken);
            await network.Link.SendAsync(PresenceStanzas.Of(null, jid, user), cancellationToken);
        }

        if (isSubscribed is false)
        {
            Log.NotSubscribed(logger, network.Name, wanted.Count);
        }

        return isSubscribed is false ? wanted : [];
    }

    /// <summary>
    /// COMPAT(ejabberd up to 26.07): it takes name and groups and leaves the subscription as it was, so that neither side would see the other.
    /// Read once for a server: a roster can be long.
    /// </summary>
    private async Task<bool> IsSubscribedAsync(Network network, Jid user, Wanted written, CancellationToken cancellationToken)
    {
        if (_subscribing.TryGetValue(user.Domain, out var known))
        {
            return known;
        }

        if (await privileges.AskAsAsync(network, user, "get", RosterItem.Query(), cancellationToken) is not { IsError: false } answer
            || RosterItem.Find(answer)?.FirstOrDefault(item => item.Jid == written.Jid) is not { } item)
        {
            return true; // what cannot be read is believed
        }

        var isSubscribed = item.Subscription == "both";
        if (!isSubscribed || written.Row is null)
        {
            // One that was a contact before may have its subscription from then.
            _subscribing[user.Domain] = isSubscribed;
        }

        return isSubscribed;
    }

    /// <summary>Asks the client; gives back what it did not take.</summary>
    private static async Task<List<Wanted>> SuggestAsync(Network network, Jid client, List<Wanted> wanted, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var part in wanted.Chunk(SuggestionSize))
        {
            var suggestion = RosterExchange.Create("add", part.Select(w => ItemOf(network, w.Contact, w.Jid, "none")));
            var request = Stanza.Iq(Jid.Parse(network.Link.Domain), client, "set", "suggestion", suggestion);
            if (await network.Link.AskAsync(request, cancellationToken) is not { IsError: false })
            {
                break;
            }

            done += part.Length;
        }

        return wanted[done..];
    }

    /// <summary>Asks for the subscriptions; gives back those for which the link went before.</summary>
    private async Task<List<Wanted>> RequestAsync(Network network, Jid user, List<Wanted> wanted, CancellationToken cancellationToken)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            var one = wanted[i];
            await Task.Delay(pace.Take(network.Name, user), time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await PutAsync(network, user, one, one.Row?.UserSees ?? false, ContactSubscription.Requested, cancellationToken);
            var request = PresenceStanzas.Subscribe(one.Jid, user, NameOf(network, one.Contact));
            if (!await network.Link.SendAsync(request, cancellationToken))
            {
                return wanted[i..];
            }
        }

        return [];
    }

    private Task PutAsync(
        Network network, Jid user, Wanted who, bool userSees, ContactSubscription contactSees, CancellationToken cancellationToken) =>
        contacts.PutContactAsync(
            new ContactRow(
                who.Row?.RowId ?? 0, network.Name, user.ToString(), who.Contact?.Id.Value ?? "", who.Jid.Local ?? "", userSees, contactSees),
            cancellationToken);

    private static async Task<bool> TakesSuggestionsAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        if (user.Resource is null)
        {
            return false;
        }

        var question = Stanza.Iq(Jid.Parse(network.Link.Domain), user, "get", "features", DiscoInfo.Request());
        return await network.Link.AskAsync(question, cancellationToken) is { IsError: false } answer &&
            DiscoInfo.Parse(answer)?.Features.Contains(RosterExchange.Feature) == true;
    }

    private async Task<bool> SetAsync(Network network, Jid user, RosterItem item, CancellationToken cancellationToken) =>
        await privileges.AskAsAsync(network, user, "set", RosterItem.Query(item), cancellationToken) is { IsError: false };

    private static RosterItem ItemOf(Network network, RemoteContact? contact, Jid jid, string subscription) => new(
        jid,
        BodyText.Truncate(BodyText.CleanLine(NameOf(network, contact)), 100),
        subscription,
        [network.Adapter.Description.Name]);

    private static string NameOf(Network network, RemoteContact? contact) =>
        contact is null ? network.Adapter.Description.Name : contact.DisplayName ?? contact.Address;

    private sealed record Wanted(RemoteContact? Contact, Jid Jid, ContactRow? Row);

    private static partial class Log
    {
        [LoggerMessage(2455, LogLevel.Information, "{Network}: {Count} contacts go into a roster by {Route}")]
        public static partial void Adds(ILogger logger, string network, int count, RosterRoute route);

        [LoggerMessage(2456, LogLevel.Warning, "{Network}: the server did not write {Count} contacts into a roster; the user is asked instead")]
        public static partial void NotWritten(ILogger logger, string network, int count);

        [LoggerMessage(2457, LogLevel.Information,
            "{Network}: the server wrote {Count} contacts into a roster and did not subscribe to them; the user is asked about each")]
        public static partial void NotSubscribed(ILogger logger, string network, int count);
    }
}
