using XmppGateway.Abstractions;
using XmppGateway.Protection;

namespace XmppGateway.Commands;

/// <summary>Wanting to hear nothing of a contact, for clients that do not know XEP-0191 or ask their own server only.</summary>
internal sealed class BlockCommand(ContactQuestion question, Blocking blocking) : ICommand
{
    public string Node => "block";

    public LocalText Title { get; } = new("Block a contact", "Kontakt blockieren");

    public LocalText Words { get; } = new("block", "blockieren");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Step>(Ask(new Form(Title, BlockTexts.WhatABlockIs, [ContactQuestion.FieldFor(caller)]), caller));

    private Step.Ask Ask(Form form, Caller caller) =>
        new(form, (answers, token) => BlockAsync(form, answers, caller, token)) { IsLast = true };

    private async ValueTask<Step> BlockAsync(Form form, FormAnswers answers, Caller caller, CancellationToken cancellationToken)
    {
        if (await question.ReadAsync(answers, caller, cancellationToken) is not { } contact)
        {
            return Ask(ContactQuestion.Again(form, answers, caller), caller);
        }

        if (blocking.WhyNot(caller.Network, caller.User, 1, 0) is { } reason)
        {
            return new Step.Failed(reason, FailureCondition.ResourceConstraint);
        }

        await blocking.BlockAsync(caller.Network, caller.User, contact, cancellationToken);
        return new Step.Done(BlockTexts.Blocked(contact));
    }
}
