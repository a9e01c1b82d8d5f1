using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Commands;

/// <summary>
/// Registering: the login of the network, where it has one, and the gateway in the roster. Done again, it renews the login.
/// </summary>
internal sealed class RegisterCommand(Membership membership) : ICommand
{
    public string Node => "register";

    public LocalText Title { get; } = new("Register", "Anmelden");

    public LocalText Words { get; } = new("register", "anmelden");

    public Audience Audience => Audience.Everyone;

    public bool IsOffered(Caller caller) => !caller.IsRegistered || caller.Network.Adapter is IOffersLogin;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) => ValueTask.FromResult<Step>(Begin(caller));

    /// <summary>The first step, for registration without a command (XEP-0077). Its end means that the user is registered.</summary>
    public Step.Ask Begin(Caller caller) =>
        caller.Network.Adapter is IOffersLogin login ? Wrap(login.BeginLogin(caller.User), caller) : Confirm(caller);

    private Step.Ask Confirm(Caller caller)
    {
        var name = caller.Network.Adapter.Description.Name;
        return new Step.Ask(
            new Form(
                Title,
                new(
                    $"You can write to people on {name} without registering. If you register, the gateway appears among your contacts.",
                    $"Sie können Menschen im Netz {name} schreiben, ohne sich anzumelden. Wenn Sie sich anmelden, erscheint das Gateway bei Ihren Kontakten."),
                []),
            async (_, token) => await FinishAsync(new Step.Done(RegistrationTexts.Registered(name)), caller, token))
        {
            IsLast = true,
        };
    }

    private Step.Ask Wrap(Step.Ask ask, Caller caller) => ask with
    {
        Next = (answers, token) => membership.JoinAsync(caller.Network, caller.User, () => TakeAsync(ask, caller, answers, token)),
    };

    private async ValueTask<Step> TakeAsync(Step.Ask ask, Caller caller, FormAnswers answers, CancellationToken cancellationToken) =>
        await ask.Next(answers, cancellationToken) switch
        {
            Step.Ask next => Wrap(next, caller),
            Step.Done done => await FinishAsync(done, caller, cancellationToken),
            var failed => failed,
        };

    private async ValueTask<Step> FinishAsync(Step.Done done, Caller caller, CancellationToken cancellationToken)
    {
        await membership.RegisterAsync(caller.Network, caller.From, cancellationToken);
        return done;
    }
}
