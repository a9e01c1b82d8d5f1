using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>
/// XEP-0077: the first question of registering, as a form and as the fields of old clients. What needs more than one goes on as a
/// conversation, since the protocol has no second one.
/// </summary>
internal sealed class RegistrationHandler(
    Networks networks,
    Callers callers,
    RegisterCommand command,
    ICommand guarded,
    Membership membership,
    ChatHandler chat,
    TimeProvider time,
    ILogger<RegistrationHandler> logger)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => false;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is null && Registration.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(networks[link.Network], stanza, cancellationToken);
        var request = Registration.Find(stanza)!;
        if (stanza.Type == "get")
        {
            var reply = stanza.Reply().With(Describe(command.Begin(caller).Form, caller).ToElement());
            reply.Lang = caller.Language;
            await link.SendAsync(reply, cancellationToken);
        }
        else if (request.IsRemoval)
        {
            await LeaveAsync(stanza, request, caller, cancellationToken);
        }
        else
        {
            await RegisterAsync(stanza, request, caller, cancellationToken);
        }
    }

    private static Registration Describe(Form form, Caller caller)
    {
        var texts = new[]
        {
            caller.IsRegistered ? RegistrationTexts.AlreadyRegistered : null,
            form.Instructions ?? form.Title,
            caller.Network.Adapter is IOffersLogin ? RegistrationTexts.MoreSteps : null,
        };
        return new Registration
        {
            IsRegistered = caller.IsRegistered,
            Instructions = BodyText.Clean(string.Join(' ', texts.OfType<LocalText>().Select(t => t.In(caller.Language)))),

            // XEP-0077 §5: not where a client could fill in only a part of what is needed. Secrets are empty in forms, too.
            Fields = IsLegacy(form)
                ? [.. form.Fields.Where(f => Registration.LegacyFields.Contains(f.Name)).Select(f => (f.Name, f.Values is [var value, ..] ? BodyText.Clean(value) : ""))]
                : [],
            Form = FormCodec.Render(form, caller.Language, Registration.Feature),
        };
    }

    private async ValueTask RegisterAsync(Stanza stanza, Registration request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.Form is { Type: DataForm.Cancel })
        {
            await caller.Network.Link.SendAsync(stanza.Reply(), cancellationToken);
            return;
        }

        var dialogue = new Dialogue(guarded, caller, time, logger);
        var open = await dialogue.BeginAsync(cancellationToken) switch
        {
            Step.Ask ask => ask,
            Step.Failed failed => throw new StanzaErrorException(FailureConditions.ToStanzaError(failed.Condition, failed.Text)),
            _ => throw new StanzaErrorException(StanzaError.Of(StanzaConditions.InternalServerError, DialogueTexts.OwnFault)),
        };
        var written = request.Form is { } form
            ? FormCodec.Read(open.Form, form)
            : request.Fields.DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => (IReadOnlyList<string>)[f.Value], StringComparer.Ordinal);
        switch (await dialogue.AnswerAsync(written, cancellationToken))
        {
            case Step.Done:
                await caller.Network.Link.SendAsync(stanza.Reply(), cancellationToken);
                break;
            case Step.Failed refused:
                throw new StanzaErrorException(FailureConditions.ToStanzaError(refused.Condition, refused.Text));
            case Step.Ask again when again.Form.Fields.FirstOrDefault(f => f.Error is not null) is { } wrong:
                await RefuseAsync(stanza, again.Form, wrong.Error!, caller, cancellationToken);
                break;
            default:
                await GoOnAsync(stanza, dialogue, caller, cancellationToken);
                break;
        }
    }

    /// <summary>XEP-0077 §3.1: not acceptable; the form again says what.</summary>
    private static async ValueTask RefuseAsync(Stanza stanza, Form form, LocalText why, Caller caller, CancellationToken cancellationToken)
    {
        var error = StanzaAnswers.Error(stanza, StanzaError.Of(StanzaConditions.NotAcceptable, why).In(caller.Language))!;
        error.Payloads.Insert(0, Describe(form, caller).ToElement());
        error.Lang = caller.Language;
        await caller.Network.Link.SendAsync(error, cancellationToken);
    }

    /// <summary>The next question is asked in the conversation; until it is answered nobody is registered, and the client learns that.</summary>
    private async ValueTask GoOnAsync(Stanza stanza, Dialogue dialogue, Caller caller, CancellationToken cancellationToken)
    {
        await chat.TakeOverAsync(dialogue, cancellationToken);
        var error = StanzaAnswers.Error(stanza, StanzaError.Of(StanzaConditions.NotAcceptable, RegistrationTexts.GoOnInChat).In(caller.Language))!;
        error.Lang = caller.Language;
        await caller.Network.Link.SendAsync(error, cancellationToken);
    }

    private async ValueTask LeaveAsync(Stanza stanza, Registration request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.HasMore)
        {
            // XEP-0077 §3.2, table 1.
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.BadRequest));
        }

        if (!await membership.LeaveAsync(caller.Network, caller.User, cancellationToken))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RegistrationRequired, RegistrationTexts.NotRegistered));
        }

        // XEP-0100 §4.3.1: the answer, then the end of the subscriptions.
        await caller.Network.Link.SendAsync(stanza.Reply(), cancellationToken);
        await membership.SayGoodbyeAsync(caller.Network, caller.User, cancellationToken);
    }

    private static bool IsLegacy(Form form) => form.Fields.All(f => !f.Required || Registration.LegacyFields.Contains(f.Name));
}
