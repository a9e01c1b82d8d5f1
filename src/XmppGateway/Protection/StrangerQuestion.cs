using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>What a user is shown of a stranger who has written: who it is, how they begin, and what can be answered.</summary>
internal sealed class StrangerQuestion(IUserSettings settings)
{
    private const int Beginning = 300;

    /// <summary>The question, and the request to be a contact beside it.</summary>
    public async ValueTask<IReadOnlyList<GatewayEvent>> AskAsync(Network network, GatewayEvent what, CancellationToken cancellationToken)
    {
        var language = (await settings.FindAsync(network.Name, what.User, cancellationToken)).Language;
        var address = BodyText.CleanLine(what.Contact.Address);
        var who = what.Contact.DisplayName is { } name && BodyText.CleanLine(name) is { Length: > 0 } clean
            ? $"{BodyText.Truncate(clean, 100)} ({address})"
            : address;
        var text = what is Message message ? BodyText.Clean(message.Body.Plain).Trim() : "";
        return
        [
            new Message
            {
                User = what.User,
                Contact = what.Contact,
                Timestamp = what.Timestamp,
                Kind = MessageKind.Notice,
                Body = new RichText(ProtectionTexts.Question(who, text.Length == 0 ? "…" : BodyText.Truncate(text, Beginning)).In(language)),
            },
            new ContactRequest { User = what.User, Contact = what.Contact, Timestamp = what.Timestamp },
        ];
    }
}
