using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>
/// The configuration of rooms (XEP-0045 §10.2), for their owners. Each part that is to be otherwise is asked of the network by itself: what it
/// refuses is told by its name and with its words, and the rest is done.
/// </summary>
internal sealed class RoomOwnerHandler(Networks networks, RoomAddresses addresses, RoomBook book, Languages languages) : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => RoomConfiguration.Find(stanza) is not null && addresses.IsRoom(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var room = RoomOwners.Require(await book.FindAsync(network, stanza.To!, cancellationToken), stanza.From!);
        var wish = RoomConfiguration.Find(stanza)!;
        if (wish.IsEnd)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented, RoomTexts.NoEnd));
        }

        var reply = stanza.Reply();
        if (stanza.Type == "get")
        {
            var language = await languages.FindAsync(network.Name, stanza, cancellationToken);
            var form = RoomForm.Of(await StateOfAsync(room, stanza.From!, cancellationToken));
            reply.Lang = language;
            reply.Payloads.Add(new RoomConfiguration(FormCodec.Render(form, language, RoomConfiguration.FormType)).ToElement());
        }
        else if (wish.Form is not { Type: DataForm.Cancel })
        {
            await ConfigureAsync(room, stanza.From!, wish.Form, cancellationToken);
        }

        await link.SendAsync(reply, cancellationToken);
    }

    private static async ValueTask ConfigureAsync(HostedRoom room, Jid owner, DataForm? submitted, CancellationToken cancellationToken)
    {
        if (submitted is not { Type: DataForm.Submit } || submitted.Values(DataForm.FormType) is { } type && !type.SequenceEqual([RoomConfiguration.FormType]))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest));
        }

        var state = await StateOfAsync(room, owner, cancellationToken);
        var form = RoomForm.Of(state);
        var (answers, errors) = FormCheck.Check(form, FormCodec.Read(form, submitted));
        if ((errors.Length > 0 ? errors[0].Error : RoomForm.Check(answers)) is { } wrong)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, wrong));
        }

        var changes = RoomForm.ChangesOf(state, answers);
        StanzaError? failure = null;
        foreach (var (label, change) in changes)
        {
            if (await ((IHostsRooms)room.Network.Adapter).ChangeAsync(room.Id, owner.Bare, change, cancellationToken) is RoomAnswer.Refused refused)
            {
                failure = With(failure, label, refused);
            }
        }

        if (changes.Count > 0)
        {
            using var turn = await room.EnterAsync(cancellationToken);
            await RoomStates.ReadAgainAsync(room, cancellationToken);
        }

        if (failure is not null)
        {
            throw new StanzaErrorException(failure);
        }
    }

    /// <summary>The first refusal says of which kind the error is; each one is told.</summary>
    private static StanzaError With(StanzaError? before, LocalText label, RoomAnswer.Refused refused)
    {
        var error = FailureConditions.ToStanzaError(refused.Condition, refused.Reason);
        var text = new LocalText($"{label.English}: {error.Text}", $"{label.German}: {error.In("de").Text}");
        return before?.LocalText is { } first
            ? before with { LocalText = new LocalText($"{first.English}\n{text.English}", $"{first.German}\n{text.German}") }
            : error with { Text = text.English, LocalText = text };
    }

    /// <summary>As the room is now: rules that were changed elsewhere must not be undone by a form that does not know them.</summary>
    private static async ValueTask<RoomState> StateOfAsync(HostedRoom room, Jid owner, CancellationToken cancellationToken) =>
        await ((IHostsRooms)room.Network.Adapter).GetStateAsync(room.Id, owner.Bare, cancellationToken)
            ?? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RemoteServerTimeout, RoomTexts.StateUnknown));
}
