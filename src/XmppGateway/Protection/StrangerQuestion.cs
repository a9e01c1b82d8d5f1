using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>What a user is shown of a stranger who has written: who it is, of which network, how they begin, and what can be answered.</summary>
internal static class StrangerQuestion
{
    private const int Beginning = 300;

    /// <summary>The question, and the request to be a contact beside it.</summary>
    /// <param name="network">The network, as people call it.</param>
    /// <param name="what">What the stranger began with.</param>
    public static IReadOnlyList<GatewayEvent> Ask(string network, GatewayEvent what)
    {
        var address = BodyText.CleanLine(what.Contact.Address);
        var who = what.Contact.DisplayName is { } name && BodyText.CleanLine(name) is { Length: > 0 } clean
            ? $"{BodyText.Truncate(clean, 100)} ({address})"
            : address;
        var question = what is RoomInvitation invitation
            ? ProtectionTexts.Invitation(who, network, BodyText.Truncate(BodyText.CleanLine(invitation.Room.Value), 200), Begin(invitation.Reason ?? ""))
            : ProtectionTexts.Question(who, network, Begin(what is Message message ? message.Body.Plain : "") is { Length: > 0 } text ? text : "…");
        return
        [
            new Message
            {
                User = what.User,
                Contact = what.Contact,
                Timestamp = what.Timestamp,
                Kind = MessageKind.Notice,
                Body = new RichText(""),
                Remarks = [question],
            },
            new ContactRequest { User = what.User, Contact = what.Contact, Timestamp = what.Timestamp },
        ];
    }

    private static string Begin(string text) => BodyText.Truncate(BodyText.Clean(text).Trim(), Beginning);
}
