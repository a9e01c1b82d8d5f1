using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Commands;

/// <summary>A network on which everybody brings an account, in one step or two, and that finds people by their names.</summary>
internal sealed class LoginAdapter : FakeAdapter, IOffersLogin, ISearchesPeople
{
    public bool LoginRequired { get; set; } = true;

    /// <summary>The code is asked for after the password.</summary>
    public bool AsksForCode { get; init; }

    /// <summary>Asked for beside the fields that XEP-0077 has.</summary>
    public FormField? Further { get; init; }

    public List<string> Events { get; } = [];

    public List<RemoteContact> People { get; } = [];

    public Exception? SearchFailure { get; set; }

    public Step.Ask BeginLogin(Jid user) => Ask(
        new Form(
            new("Log in", "Einloggen"),
            new("Please provide your user name and password.", "Bitte geben Sie Benutzername und Kennwort an."),
            [
                new FormField("username", FieldKind.Text, new("User name", "Benutzername")) { Required = true },
                new FormField("password", FieldKind.Secret, new("Password", "Kennwort")) { Required = true },
                .. Further is null ? Array.Empty<FormField>() : [Further],
            ]),
        user);

    public ValueTask LogoutAsync(Jid user, CancellationToken cancellationToken)
    {
        Events.Add($"logout {user}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask<IReadOnlyList<RemoteContact>> SearchAsync(Jid user, string text, int limit, CancellationToken cancellationToken)
    {
        if (SearchFailure is OperationCanceledException)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return SearchFailure is { } failure
            ? throw failure
            : [.. People.Where(p => p.DisplayName!.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(limit)];
    }

    private Step.Ask Ask(Form form, Jid user) => new(form, (answers, _) => ValueTask.FromResult<Step>(answers.Text("password") switch
    {
        "Calliope" when AsksForCode => Code(user, answers.Text("username")),
        "Calliope" => In(user, answers.Text("username")),
        "banned" => new Step.Failed(new("This account is locked.", "Dieses Konto ist gesperrt."), FailureCondition.NotAllowed),
        _ => Ask(form.Again(answers, ("password", new("The password is wrong.", "Das Kennwort ist falsch."))), user),
    }))
    {
        IsLast = !AsksForCode,
    };

    private Step.Ask Code(Jid user, string name) => new(
        new Form(
            new("Code", "Code"), null, [new FormField("code", FieldKind.Number, new("The code that you were sent", "Der Code, den Sie bekommen haben")) { Required = true }]),
        (answers, _) => ValueTask.FromResult<Step>(answers.Text("code") == "42" ? In(user, name) : new Step.Failed(new("Wrong code.", "Falscher Code."), FailureCondition.NotAllowed)))
    {
        IsLast = true,
    };

    private Step.Done In(Jid user, string name)
    {
        Events.Add($"login {user} as {name}");
        return new Step.Done(new($"You are logged in as {name}.", $"Sie sind als {name} eingeloggt."));
    }
}
