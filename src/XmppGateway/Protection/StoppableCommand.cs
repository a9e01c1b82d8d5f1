using XmppGateway.Abstractions;
using XmppGateway.Commands;

namespace XmppGateway.Protection;

/// <summary>A command that asks nothing of a network which an admin has stopped; whoever runs it is told, at whichever step.</summary>
internal sealed class StoppableCommand(ICommand inner, Stops stops) : ICommand
{
    /// <inheritdoc/>
    public string Node => inner.Node;

    /// <inheritdoc/>
    public LocalText Title => inner.Title;

    /// <inheritdoc/>
    public LocalText Words => inner.Words;

    /// <inheritdoc/>
    public LocalText? Category => inner.Category;

    /// <inheritdoc/>
    public Audience Audience => inner.Audience;

    /// <inheritdoc/>
    public bool IsOffered(Caller caller) => inner.IsOffered(caller);

    /// <inheritdoc/>
    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) =>
        TakeAsync(caller.Network.Name, token => inner.BeginAsync(caller, token), cancellationToken);

    private async ValueTask<Step> TakeAsync(string network, Func<CancellationToken, ValueTask<Step>> take, CancellationToken cancellationToken) =>
        stops.IsStopped(network) ? new Step.Failed(ProtectionTexts.Stopped, FailureCondition.ServiceUnavailable)
        : await take(cancellationToken) is var step && step is Step.Ask ask
            ? ask with { Next = (answers, token) => TakeAsync(network, inside => ask.Next(answers, inside), token) }
        : step;
}
