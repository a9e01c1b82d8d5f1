using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>Writes to the admins from the address of a network's gateway.</summary>
internal sealed class AdminMessages(IReadOnlyList<Jid> admins, IUserSettings settings)
{
    private readonly Languages _languages = new(settings);

    /// <summary>Who has an address that can be written to.</summary>
    public IEnumerable<Jid> Readers => admins.Where(admin => admin.Local is not null);

    /// <summary>
    /// To one admin in their language; true when the XMPP server has taken it. What is sent again has the same id, by which clients know it.
    /// </summary>
    public async Task<bool> TrySendAsync(Network network, Jid admin, string id, LocalText text, CancellationToken cancellationToken)
    {
        var language = await _languages.FindAsync(network.Name, admin, null, cancellationToken);
        var frame = new Frame(Jid.Parse(network.Link.Domain), admin, id, default, language);
        return await network.Link.SendAsync(
            MessageStanzas.Said(frame, frame.Id, new LocalText(BodyText.Clean(text.English), BodyText.Clean(text.German))), cancellationToken)
            && await network.Link.PassFenceAsync(cancellationToken);
    }
}
