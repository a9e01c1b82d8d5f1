using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Commands;

/// <summary>Finds out who asks for a command.</summary>
/// <param name="rules">Who may use the gateway.</param>
/// <param name="refused">What others are told.</param>
/// <param name="admins">Bare JIDs; a domain in the list makes nobody an admin.</param>
/// <param name="accounts">Who has registered.</param>
internal sealed class Callers(AccessRules rules, StanzaError refused, IReadOnlyList<Jid> admins, AccountSettings accounts)
{
    private readonly HashSet<Jid> _admins = [.. admins.Where(a => a.Local is not null).Select(a => a.Bare)];

    /// <summary>The sender of a stanza.</summary>
    /// <exception cref="StanzaErrorException">They may not use the gateway, or not any more and do not want to leave it, or are no person.</exception>
    /// <exception cref="Storage.StoreUnavailableException">The store is away.</exception>
    public async ValueTask<Caller> FindAsync(Network network, Stanza stanza, CancellationToken cancellationToken)
    {
        if (stanza.From is not { Local: not null } from)
        {
            throw new StanzaErrorException(refused);
        }

        var isAllowed = rules.Allows(from);
        if (!isAllowed && !Leaving.IsWay(stanza))
        {
            throw new StanzaErrorException(refused);
        }

        var account = await accounts.FindAccountAsync(network.Name, from, cancellationToken);
        if (!account.IsRegistered && !isAllowed)
        {
            throw new StanzaErrorException(refused);
        }

        var language = LocalText.LanguageOf(account.Settings.Language ?? LanguageSaid(stanza));
        return new Caller(network, from, language, account, isAllowed && _admins.Contains(from.Bare)) { Refusal = isAllowed ? null : refused };
    }

    // XEP-0050 §4.2: on the stanza, or on its payload.
    private static string? LanguageSaid(Stanza stanza) =>
        stanza.Lang ?? (stanza.Payloads.Count > 0 ? stanza.Payloads[0].Attribute(System.Xml.Linq.XNamespace.Xml + "lang")?.Value : null);
}
