using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>Takes the words with which a user answers the question about a stranger, instead of sending them to the stranger.</summary>
internal sealed class StrangerReplies(Strangers strangers, Blocking blocking, IAddressBook addresses, IUserSettings settings)
{
    /// <summary>True when the message was such an answer, and is at its end here.</summary>
    public async ValueTask<bool> TakeAsync(Network network, GatewayEvent what, Jid from, CancellationToken cancellationToken)
    {
        if (what is not Message { ByUser: false } message || StrangerWords.Read(message.Body.Plain) is not { } answer
            || !await strangers.IsAskedAsync(network, what.User, what.Contact, cancellationToken))
        {
            return false;
        }

        var said = await DoAsync(network, what, answer, cancellationToken);
        var language = (await settings.FindAsync(network.Name, what.User, cancellationToken)).Language;
        var contact = await addresses.GetJidAsync(network, what.Contact, cancellationToken);
        await network.Link.SendAsync(MessageStanzas.Chat(contact, from, StableId.Create(), said.In(language)), cancellationToken);
        return true;
    }

    private async ValueTask<LocalText> DoAsync(Network network, GatewayEvent what, StrangerAnswer answer, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case StrangerAnswer.Accept:
                return ProtectionTexts.Accepted(await strangers.AcceptAsync(network, what.User, what.Contact, cancellationToken));
            case StrangerAnswer.Block:
                await blocking.BlockAsync(network, what.User, what.Contact, cancellationToken);
                return ProtectionTexts.Blocked;
            case StrangerAnswer.Report:
                await blocking.ReportAsync(network, what.User, what.Contact, "spam", null, cancellationToken);
                return ProtectionTexts.Reported;
            default:
                throw new InvalidOperationException("No such answer.");
        }
    }
}
