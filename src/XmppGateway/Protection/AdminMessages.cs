using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>Writes to the admins from the address of a network's gateway.</summary>
internal sealed class AdminMessages(IReadOnlyList<Jid> admins, IUserSettings settings)
{
    /// <summary>To each admin in their language; lost while the link is away.</summary>
    public async Task SendAsync(Network network, LocalText text, CancellationToken cancellationToken)
    {
        var gateway = Jid.Parse(network.Link.Domain);
        foreach (var admin in admins.Where(a => a.Local is not null))
        {
            var language = (await settings.FindAsync(network.Name, admin, cancellationToken)).Language;
            await network.Link.SendAsync(
                MessageStanzas.Chat(gateway, admin, StableId.Create(), BodyText.Clean(text.In(language))), cancellationToken);
        }
    }
}
