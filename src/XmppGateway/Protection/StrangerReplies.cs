using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// What a user answers to the question about a stranger. In the conversation the words for it are taken, instead of sent to the stranger.
/// </summary>
internal sealed class StrangerReplies(Strangers strangers, Blocking blocking, IAddressBook addresses, IUserSettings settings)
{
    private readonly Languages _languages = new(settings);

    /// <summary>True when the message was such an answer, and is at its end here.</summary>
    /// <param name="received">The id of the message whose receipt was asked for (XEP-0184); null for none.</param>
    public async ValueTask<bool> TakeAsync(Network network, GatewayEvent what, Jid from, string? received, CancellationToken cancellationToken)
    {
        if (what is not Message { ByUser: false } message || StrangerWords.Read(message.Body.Plain) is not { } answer
            || !await strangers.IsAskedAsync(network, what.User, what.Contact, cancellationToken))
        {
            return false;
        }

        var said = await AnswerAsync(network, what.User, what.Contact, answer, cancellationToken);
        var language = await _languages.FindAsync(network.Name, what.User, null, cancellationToken);
        var contact = await addresses.GetJidAsync(network, what.Contact, cancellationToken);
        var frame = new Frame(contact, from, StableId.Create(), what.Timestamp, language);
        if (received is not null)
        {
            // A client that waits for one would show a failure, or ask for it to be sent again.
            await network.Link.SendAsync(AnswerStanzas.Receipt(contact, from, "r-" + frame.Id, received), cancellationToken);
        }

        await network.Link.SendAsync(MessageStanzas.Said(frame, frame.Id, said), cancellationToken);
        return true;
    }

    /// <summary>Does it; returns what the user is told.</summary>
    public async ValueTask<LocalText> AnswerAsync(
        Network network, Jid user, RemoteContact contact, StrangerAnswer answer, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case StrangerAnswer.Accept:
                return ProtectionTexts.Accepted(await strangers.AcceptAsync(network, user, contact, cancellationToken));
            case StrangerAnswer.Decline:
                return await strangers.DeclineAsync(network, user, contact, cancellationToken) ? ProtectionTexts.Declined : ProtectionTexts.AcceptedBefore;
            case StrangerAnswer.Block or StrangerAnswer.Report
                when blocking.WhyNot(network, user, 1, answer == StrangerAnswer.Report ? 1 : 0) is { } whyNot:
                return whyNot;
            case StrangerAnswer.Block:
                await blocking.BlockAsync(network, user, contact, cancellationToken);
                return ProtectionTexts.Blocked;
            case StrangerAnswer.Report:
                await blocking.ReportAsync(network, user, contact, "spam", null, cancellationToken);
                return ProtectionTexts.Reported;
            default:
                throw new InvalidOperationException("No such answer.");
        }
    }
}
