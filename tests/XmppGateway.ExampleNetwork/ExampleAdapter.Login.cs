using XmppGateway.Abstractions;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// Users may bring an account of the network along, and are guests otherwise. Two steps: who, and the code that the network then sends to
/// the account. The same dialogue appears as a form, a command and a chat; nothing here knows which.
/// </summary>
internal sealed partial class ExampleAdapter : IOffersLogin
{
    private const int Tries = 3;

    private static readonly LocalText Title = new("Log in to Example", "Bei Example anmelden");

    private static readonly Form Who = new(
        Title,
        new LocalText("Which account do you have?", "Welches Konto haben Sie?"),
        [
            new FormField("account", FieldKind.Text, new LocalText("Name of the account", "Name des Kontos")) { Required = true },
            new FormField("way", FieldKind.Choice, new LocalText("How to send the code", "Weg für den Code"))
            {
                Values = ["app"],
                Choices =
                [
                    new FieldChoice("app", new LocalText("To the app", "An die App")),
                    new FieldChoice("text", new LocalText("As a text message", "Als Kurznachricht")),
                ],
            },
        ]);

    private static readonly Form Code = new(
        Title,
        new LocalText("The network has sent you a code.", "Das Netz hat Ihnen einen Code geschickt."),
        [new FormField("code", FieldKind.Secret, LocalText.Same("Code")) { Required = true }]);

    /// <inheritdoc/>
    public bool LoginRequired => false;

    /// <inheritdoc/>
    public Step.Ask BeginLogin(Jid user) => AskWho(user, Who);

    /// <inheritdoc/>
    public ValueTask LogoutAsync(Jid user, CancellationToken cancellationToken) => _accounts.ForgetAsync(user, cancellationToken);

    private Step.Ask AskWho(Jid user, Form form) => new(form, (answers, _) =>
    {
        if (_network.Find(answers.Text("account").Trim().ToLowerInvariant()) is not { } person)
        {
            var error = new LocalText("There is no such account.", "Es gibt kein solches Konto.");
            return ValueTask.FromResult<Step>(AskWho(user, Who.Again(answers, ("account", error))));
        }

        _network.SendCode(user.ToString(), person, answers.Text("way"));
        return ValueTask.FromResult<Step>(AskCode(user, person.Name, Code, Tries));
    });

    // The tries that are left are part of the step: going back asks the first question again, with a new code.
    private Step.Ask AskCode(Jid user, string account, Form form, int tries) => new(form, async (answers, cancellationToken) =>
    {
        if (_network.Redeem(user.ToString(), account, answers.Text("code").Trim()) is { } token)
        {
            await _accounts.KeepAsync(user, account, token, cancellationToken);
            return new Step.Done(new LocalText($"You now write as {account}.", $"Sie schreiben jetzt als {account}."));
        }

        return tries > 1
            ? AskCode(user, account, Code.Again(answers, ("code", new LocalText("The code is wrong.", "Der Code ist falsch."))), tries - 1)
            : new Step.Failed(
                new LocalText("Too many wrong codes. Begin again.", "Zu viele falsche Codes. Beginnen Sie von vorn."), FailureCondition.NotAllowed);
    });
}
