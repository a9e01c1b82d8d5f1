using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Privileges;

/// <summary>
/// What the local servers have announced on the present attachment of each network (XEP-0356), and its use. Announcements come as messages
/// after each attachment; until then, and for servers that announce nothing, there are no privileges.
/// </summary>
internal sealed partial class ServerPrivileges(IReadOnlyList<string> localDomains, TimeProvider time, ILogger<ServerPrivileges> logger)
    : IPrivileges, IStanzaHandler
{
    /// <summary>Servers announce at once; what has not come by then does not come.</summary>
    private static readonly TimeSpan AnnouncedWithin = TimeSpan.FromSeconds(5);

    // A refusal comes at once: what was said longer ago was taken.
    private const int Remembered = 128;

    private readonly BoundedCache<string, Stanza> _said = new(Remembered);
    private readonly HashSet<string> _localDomains = new(localDomains, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Network, string Domain), Privilege> _granted = new();
    private readonly ConcurrentDictionary<string, bool> _reflecting = new(StringComparer.Ordinal);

    /// <summary>
    /// Puts in another way, of a network by its name, what a server has refused to take in the name of its user, who would else never see it; null where there
    /// is nothing to say.
    /// </summary>
    public Func<string, Stanza, CancellationToken, ValueTask<Stanza?>>? SayOtherwise { get; init; }

    /// <summary>Says once on each attachment which servers have announced nothing. Returns when that is known or the attachment ends.</summary>
    public async Task WatchAsync(Network network, CancellationToken attached)
    {
        await Task.Delay(AnnouncedWithin, time, attached);
        foreach (var domain in _localDomains.Where(domain => !_granted.ContainsKey((network.Name, domain))))
        {
            Log.Nothing(logger, network.Name, domain);
        }
    }

    /// <summary>An attachment has begun or ended: what was granted on the one before counts no more.</summary>
    public void LinkChanged(Network network, bool attached)
    {
        foreach (var domain in _localDomains)
        {
            _granted.TryRemove((network.Name, domain), out _);
        }
    }

    /// <summary>What the server of a domain has granted; null for nothing.</summary>
    public Privilege? Of(string network, string domain) => _granted.GetValueOrDefault((network, domain));

    /// <inheritdoc/>
    public bool MaySendAs(Network network, Jid user) => Of(network.Name, user.Domain) is { Messages: true };

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsAsync(Network network, Stanza message, CancellationToken cancellationToken)
    {
        if (message.From is not { Local: not null, Resource: null } user || Of(network.Name, user.Domain) is not { Messages: true } privilege)
        {
            return false;
        }

        // §5.3: to the server whose user it is, from the component.
        var wrapped = Stanza.Message(Jid.Parse(network.Link.Domain), Jid.Parse(user.Domain), type: null, message.Id);
        wrapped.Payloads.Add(privilege.WrapMessage(message));
        if (message.Id is { } id)
        {
            _said.Set(id, message);
        }

        return await network.Link.SendAsync(wrapped, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Stanza?> AskAsAsync(Network network, Jid user, string type, XElement payload, CancellationToken cancellationToken)
    {
        var wanted = type == "set" ? PrivilegeAccess.Set : PrivilegeAccess.Get;
        if (Of(network.Name, user.Domain) is not { } privilege)
        {
            return null;
        }

        var gateway = Jid.Parse(network.Link.Domain);
        if (payload.Name.NamespaceName == RosterItem.Feature)
        {
            // §4.3: rosters have a privilege of their own, and their requests are not wrapped.
            return privilege.Roster.HasFlag(wanted)
                ? await network.Link.AskAsync(Stanza.Iq(gateway, user.Bare, type, "roster", payload), cancellationToken)
                : null;
        }

        if (!privilege.Iq.TryGetValue(payload.Name.NamespaceName, out var access) || !access.HasFlag(wanted))
        {
            return null;
        }

        return await AskWrappedAsync(network, user.Bare, type, payload, privilege, cancellationToken);
    }

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Message, To: { Local: null }, From: { Local: null, Resource: null } }
        && (stanza.IsError ? stanza.Id is { } id && _said.TryGet(id, out _) : Privilege.Find(stanza) is not null);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        // Any server can send us such a message; only those that the operator calls his own are believed.
        var domain = stanza.From!.Domain;
        if (!_localDomains.Contains(domain))
        {
            return;
        }

        if (stanza.IsError)
        {
            await TakeBackAsync(stanza, domain, link, cancellationToken);
        }
        else if (Privilege.Find(stanza) is { } privilege)
        {
            _granted[(link.Network, domain)] = privilege;
            Report(link.Network, domain, privilege);
        }
    }

    /// <summary>§5.3: a privilege that the operator took away meanwhile is an error of the message that used it.</summary>
    private async ValueTask TakeBackAsync(Stanza refusal, string domain, IComponentLink link, CancellationToken cancellationToken)
    {
        if (refusal.Id is not { } id || !_said.TryGet(id, out var said) || said!.From!.Domain != domain)
        {
            return;
        }

        _said.Remove(id);
        var condition = StanzaError.Find(refusal)?.Condition ?? "undefined-condition";
        if (condition == StanzaConditions.Forbidden && Of(link.Network, domain) is { Messages: true } privilege)
        {
            _granted[(link.Network, domain)] = privilege with { Messages = false };
        }

        Log.Refused(logger, link.Network, domain, condition);
        if (SayOtherwise is { } sayOtherwise && await sayOtherwise(link.Network, said, cancellationToken) is { } told)
        {
            await link.SendAsync(told, cancellationToken);
        }
    }

    private async ValueTask<Stanza?> AskWrappedAsync(
        Network network, Jid user, string type, XElement payload, Privilege privilege, CancellationToken cancellationToken)
    {
        var gateway = Jid.Parse(network.Link.Domain);
        if (!_reflecting.ContainsKey(user.Domain))
        {
            var answer = await AskAtAsync(user.ToString());
            if (answer?.Type is not ("get" or "set"))
            {
                return answer;
            }

            // COMPAT(ejabberd before 25.03): what goes from an account to that same account comes back unanswered, taken for the answer.
            _reflecting[user.Domain] = true;
        }

        // It compares the addresses as they are written, and serves them as they are meant: RFC 7622 §3.2 folds the case of the domain.
        return await AskAtAsync($"{user.Local}@{user.Domain.ToUpperInvariant()}");

        async ValueTask<Stanza?> AskAtAsync(string account)
        {
            var request = Stanza.Iq(gateway, user, type, "privileged", privilege.WrapRequest(account, type, "as-user", payload));
            var answer = await network.Link.AskAsync(request, cancellationToken);
            return answer is null ? null : Unwrap(answer, privilege);
        }
    }

    // §6.3: the answer comes as it would have come to the user, forwarded; an error of it too, and ejabberd then says "error" outside as well.
    private static Stanza? Unwrap(Stanza answer, Privilege privilege) =>
        answer.Payload(privilege.Generation + "privilege") is { } wrapper ? Forwarding.Unwrap(wrapper) : answer;

    private void Report(string network, string domain, Privilege privilege)
    {
        foreach (var line in PrivilegeReport.Missing(privilege))
        {
            Log.Missing(logger, network, domain, line);
        }

        if (!privilege.IsNothing)
        {
            Log.Has(logger, network, domain, PrivilegeReport.Given(privilege));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2450, LogLevel.Information, "{Network}: {Domain} lets the gateway act for its users: {Given}")]
        public static partial void Has(ILogger logger, string network, string domain, string given);

        [LoggerMessage(2451, LogLevel.Information, "{Network}: {Domain} does not give the privilege for {Missing}")]
        public static partial void Missing(ILogger logger, string network, string domain, string missing);

        [LoggerMessage(2453, LogLevel.Warning,
            "{Network}: {Domain} refused a message in the name of its user ({Condition}); it is shown as a marked one of the contact")]
        public static partial void Refused(ILogger logger, string network, string domain, string condition);

        [LoggerMessage(2452, LogLevel.Information,
            "{Network}: {Domain} gives no privileges (XEP-0356): contacts ask for subscription, and what users write elsewhere is shown as marked messages")]
        public static partial void Nothing(ILogger logger, string network, string domain);
    }
}
