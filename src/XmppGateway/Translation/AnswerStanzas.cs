using System.Buffers;
using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Translation;

/// <summary>What a sender is told about a message of theirs: the receipt or the failure. Pure.</summary>
internal static class AnswerStanzas
{
    private static readonly SearchValues<char> DeliveryIdAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    /// <summary>After this the device that wrote the message is no longer taken for being there.</summary>
    private static readonly TimeSpan SenderWaits = TimeSpan.FromMinutes(1);

    /// <summary>XEP-0184 §5.4, kept for a user who is away (XEP-0334): it has no body, and would be dropped.</summary>
    public static Stanza Receipt(Jid contact, Jid sender, string id, string received) => new(StanzaKind.Message)
    {
        From = contact,
        To = sender,
        Id = id,
        Type = "chat",
        Payloads =
        {
            Receipts.Received(received),
            Hints.Store(),
        },
    };

    /// <summary>
    /// An error on the original stanza; and the same as text where the error alone would not be seen. Servers drop an error for a
    /// resource that is gone (RFC 6121 §8.5.3.2.3), and COMPAT(Conversations 2): a message that has its receipt never turns into a
    /// failed one.
    /// </summary>
    public static IReadOnlyList<Stanza> Failure(DeliveryFailure failure, MappedMessage? row, Frame frame)
    {
        var error = FailureConditions.ToStanzaError(failure.Condition, failure.Reason).In(frame.Language);
        var notice = MessageStanzas.Said(frame, frame.Id, NoticeOf(failure, row, error));
        if (row is not { Outgoing: true, StanzaId.Length: > 0 } || !Jid.TryParse(row.From, out var sender))
        {
            return [notice];
        }

        var answer = new Stanza(StanzaKind.Message)
        {
            From = frame.From,
            To = sender,
            Id = row.StanzaId,
            Type = "error",
            Lang = LocalText.LanguageOf(frame.Language),
            Payloads = { error.ToElement() },
        };
        return IsDeliveryId(failure.Failed) && frame.Now - row.At < SenderWaits ? [answer] : [answer, notice];
    }

    /// <summary>Until the foreign side has accepted a message, it goes by its <see cref="Delivery.Id"/>: no receipt was sent yet.</summary>
    private static bool IsDeliveryId(RemoteMessageId id) =>
        id.Value.Length == 26 && !id.Value.AsSpan().ContainsAnyExcept(DeliveryIdAlphabet);

    private static LocalText NoticeOf(DeliveryFailure failure, MappedMessage? row, StanzaError error)
    {
        // People know a room by what it is called.
        var who = failure.Contact;
        var address = BodyText.CleanLine(who is { IsRoom: true, DisplayName: { } name } ? name : who.Address);
        var reason = error.Text ?? error.Condition;
        return row is null
            ? MessageTexts.SomethingNotDelivered(address, reason)
            : MessageTexts.NotDelivered(row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), address, reason);
    }
}
