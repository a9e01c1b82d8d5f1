using System.Collections.Concurrent;
using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Routing;

/// <summary>
/// Finds out whether an account exists, from an address of its own that is nobody's contact. Each question is followed by a ping to
/// the same account: when that is answered, what the server had to say before it has been said.
/// </summary>
internal sealed class AccountProbe(TimeProvider time) : IStanzaHandler
{
    /// <summary>No network has such an address, so that it never stands for a person.</summary>
    public const string Localpart = "account-probe";

    // COMPAT(ejabberd 24.12 with mod_privilege): a component's IQs to bare addresses are dropped without a word; those to a resource are not.
    private const string OtherForm = "gateway";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Network, Jid User), Question> _open = new();

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local == Localpart && (stanza.Kind == StanzaKind.Presence || (stanza.Kind == StanzaKind.Message && stanza.IsError));

    /// <inheritdoc/>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue((link.Network, stanza.From!.Bare), out var question))
        {
            question.Answer = stanza;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the server of that user; within a few seconds, whatever the server does.</summary>
    public async Task<AccountAnswer> AskAsync(IComponentLink link, Jid user, CancellationToken cancellationToken)
    {
        if (!link.IsAttached || !Jid.TryCreate(Localpart, link.Domain, null, out var self))
        {
            return AccountAnswer.CannotTell;
        }

        var probe = new Stanza(StanzaKind.Presence) { From = self, To = user, Type = "probe" };
        var answer = AccountSigns.OfProbe(await AskAsync(link, user, probe, cancellationToken));
        if (answer != AccountAnswer.CannotTell)
        {
            return answer;
        }

        var message = new Stanza(StanzaKind.Message)
        {
            From = self,
            To = user,
            Type = "normal",
            Id = Localpart,
            Payloads = { new XElement(XNamespace.Get("urn:xmpp:hints") + "no-store") },
        };
        return AccountSigns.OfMessage(await AskAsync(link, user, message, cancellationToken));
    }

    /// <summary>What the server of a domain says of itself in disco#info, or null.</summary>
    public async Task<XElement?> AskServerAsync(IComponentLink link, string domain, CancellationToken cancellationToken)
    {
        if (!Jid.TryCreate(null, domain, null, out var server) || !Jid.TryCreate(Localpart, link.Domain, null, out var self))
        {
            return null;
        }

        var answer = await RequestAsync(link, self, server, new XElement(Namespaces.DiscoInfo + "query"), cancellationToken);
        return answer?.Payload(Namespaces.DiscoInfo + "query");
    }

    private async Task<Stanza?> AskAsync(IComponentLink link, Jid user, Stanza stanza, CancellationToken cancellationToken)
    {
        var key = (link.Network, user);
        var question = new Question();
        if (!_open.TryAdd(key, question))
        {
            return null;
        }

        try
        {
            return await link.SendAsync(stanza, cancellationToken) &&
                await RequestAsync(link, stanza.From!, user, new XElement(Namespaces.Ping + "ping"), cancellationToken) is not null
                    ? question.Answer
                    : null;
        }
        finally
        {
            _open.TryRemove(key, out _);
        }
    }

    /// <summary>Any answer counts, also an error; null when none comes in either form.</summary>
    private async Task<Stanza?> RequestAsync(
        IComponentLink link, Jid from, Jid to, XElement payload, CancellationToken cancellationToken) =>
        await TryRequestAsync(link, from, to, payload, cancellationToken) is { } answer ? answer
        : link.IsAttached ? await TryRequestAsync(link, from, to.WithResource(OtherForm), new XElement(payload), cancellationToken)
        : null;

    private async Task<Stanza?> TryRequestAsync(
        IComponentLink link, Jid from, Jid to, XElement payload, CancellationToken cancellationToken)
    {
        var request = new Stanza(StanzaKind.Iq) { From = from, To = to, Type = "get", Payloads = { payload } };
        try
        {
            return await link.AskAsync(request, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private sealed class Question
    {
        /// <summary>The last stanza that came back; written by the router, read after the ping.</summary>
        public volatile Stanza? Answer;
    }
}
