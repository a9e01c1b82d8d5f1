using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Protection;

/// <summary>
/// Reads the blocklists at the users' own servers (XEP-0191) where these let the gateway ask (XEP-0356), so that contacts blocked there are
/// not told about each message that their server throws away. Pushes go to clients only; so it is read when there is a reason to.
/// </summary>
/// <param name="errands">For this alone: after a restart everybody's list is to be read.</param>
internal sealed class Blocklists(
    IPrivileges privileges, Blocks blocks, Blocking blocking, IAddressBook addresses, Errands errands, TimeProvider time)
{
    private const int MaximumItems = 1000;
    private const int RecentUsers = 32_768;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Lock _planning = new();

    /// <summary>When each list was read last, or will be next.</summary>
    private readonly BoundedCache<(string Network, Jid User), DateTimeOffset> _reads = new(RecentUsers);

    /// <summary>
    /// Reads a user's list soon. One that was read a moment ago is read again after a rest, once however often this is called: what was
    /// blocked since is not missed.
    /// </summary>
    public void ReadLater(Network network, Jid user)
    {
        var now = time.GetUtcNow();
        TimeSpan wait;
        lock (_planning)
        {
            wait = _reads.TryGet((network.Name, user), out var at) && now - at < Rest && at - now <= Rest ? at + Rest - now : TimeSpan.Zero;
            if (wait > Rest)
            {
                // One is planned already.
                return;
            }

            _reads.Set((network.Name, user), now + wait);
        }

        var name = $"read a blocklist for {network.Name}";
        if (wait == TimeSpan.Zero)
        {
            errands.Add(name, token => ReadAsync(network, user, token));
        }
        else
        {
            errands.AddAfter(wait, name, token => ReadAsync(network, user, token));
        }
    }

    /// <summary>Reads it, and takes over what has changed.</summary>
    public async Task ReadAsync(Network network, Jid user, CancellationToken cancellationToken)
    {
        var answer = await privileges.AskAsAsync(network, user, "get", BlockingCommand.Get(), cancellationToken);
        if (answer is null || BlockingCommand.ReadList(answer) is not { } listed)
        {
            return;
        }

        var blocked = new Dictionary<string, RemoteContact?>(StringComparer.Ordinal);
        foreach (var jid in listed.Where(j => j.Domain == network.Link.Domain && j.Resource is null).Take(MaximumItems))
        {
            if (jid.Local is null)
            {
                blocked[Blocks.Everybody] = null;
            }
            else if (await addresses.FindContactAsync(network, jid, cancellationToken) is { } contact)
            {
                blocked[contact.Id.Value] = contact;
            }
        }

        await TakeOverAsync(network, user, blocked, cancellationToken);
    }

    private async Task TakeOverAsync(
        Network network, Jid user, Dictionary<string, RemoteContact?> blocked, CancellationToken cancellationToken)
    {
        foreach (var (id, contact) in blocked)
        {
            await (contact is null
                ? blocks.AddAsync(network.Name, user, id, fromList: true, cancellationToken)
                : blocking.BlockListedAsync(network, user, contact, cancellationToken));
        }

        foreach (var gone in blocks.Of(network.Name, user).Where(b => b.FromList && !blocked.ContainsKey(b.Contact)))
        {
            await (!gone.IsOfEverybody && await addresses.FindContactAsync(network, new RemoteUserId(gone.Contact), cancellationToken) is { } contact
                ? blocking.UnblockAsync(network, user, contact, cancellationToken)
                : blocks.RemoveAsync(network.Name, user, gone.Contact, cancellationToken));
        }
    }
}
