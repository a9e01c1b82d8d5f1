using XmppGateway.Abstractions;
using XmppGateway.Protection;

namespace XmppGateway.Commands;

/// <summary>Reporting a contact, for clients that do not know XEP-0377.</summary>
internal sealed class ReportCommand(ContactQuestion question, Blocking blocking) : ICommand
{
    private const string Reason = "reason";
    private const string OwnWords = "text";

    public string Node => "report";

    public LocalText Title { get; } = new("Report a contact", "Kontakt melden");

    public LocalText Words { get; } = new("report", "melden");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var form = new Form(
            Title,
            BlockTexts.WhatAReportIs,
            [
                ContactQuestion.FieldFor(caller),
                new FormField(Reason, FieldKind.Choice, new("Reason", "Grund"))
                {
                    Required = true,
                    Values = ["spam"],
                    Choices = [new("spam", LocalText.Same("Spam")), new("abuse", new("Abuse", "Belästigung"))],
                },
                new FormField(OwnWords, FieldKind.Text, new("In your own words", "In Ihren Worten")),
            ]);
        return ValueTask.FromResult<Step>(Ask(form, caller));
    }

    private Step.Ask Ask(Form form, Caller caller) =>
        new(form, (answers, token) => ReportAsync(form, answers, caller, token)) { IsLast = true };

    private async ValueTask<Step> ReportAsync(Form form, FormAnswers answers, Caller caller, CancellationToken cancellationToken)
    {
        if (await question.ReadAsync(answers, caller, cancellationToken) is not { } contact)
        {
            return Ask(ContactQuestion.Again(form, answers, caller), caller);
        }

        if (blocking.WhyNot(caller.Network, caller.User, 1, 1) is { } reason)
        {
            return new Step.Failed(reason, FailureCondition.ResourceConstraint);
        }

        await blocking.ReportAsync(caller.Network, caller.User, contact, answers.Text(Reason), answers.Text(OwnWords), cancellationToken);
        return new Step.Done(ProtectionTexts.Reported);
    }
}
