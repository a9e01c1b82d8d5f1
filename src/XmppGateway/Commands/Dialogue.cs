using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Commands;

/// <summary>
/// One run of a command: the question that is open, and the way back. Whatever front it appears in, answers are checked and failures
/// become its end here. Not thread-safe: its front gives it one action at a time.
/// </summary>
internal sealed partial class Dialogue(ICommand command, Caller caller, TimeProvider time, ILogger logger)
{
    /// <summary>For how long a step may use the network.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How far one can go back.</summary>
    private const int MaximumWay = 32;

    private readonly List<Step.Ask> _way = [];

    public ICommand Command => command;

    public Caller Caller => caller;

    /// <summary>The question that waits for its answer; null before the begin and after the end.</summary>
    public Step.Ask? Open { get; private set; }

    /// <summary>True when there is a question before this one.</summary>
    public bool CanGoBack => _way.Count > 0;

    /// <summary>The first step.</summary>
    public Task<Step> BeginAsync(CancellationToken cancellationToken) =>
        TakeAsync(token => command.BeginAsync(caller, token), cancellationToken);

    /// <summary>Goes on with the answers to the open question: to the next one, to the same one with what is wrong, or to the end.</summary>
    /// <exception cref="InvalidOperationException">No question is open.</exception>
    public async Task<Step> AnswerAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> written, CancellationToken cancellationToken)
    {
        var asked = Open ?? throw new InvalidOperationException("No question is open.");
        var (answers, errors) = FormCheck.Check(asked.Form, written);
        if (errors.Length > 0)
        {
            Open = asked with { Form = asked.Form.Again(answers, errors) };
            return Open;
        }

        var step = await TakeAsync(token => asked.Next(answers, token), cancellationToken);
        if (step is Step.Ask next && !next.Form.Fields.Any(f => f.Error is not null))
        {
            // The question again with what is wrong is no step forward.
            _way.Add(asked with { Form = asked.Form.Again(answers) });
            if (_way.Count > MaximumWay)
            {
                _way.RemoveAt(0);
            }
        }

        return step;
    }

    /// <summary>The question before, with what was answered to it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Step.Ask Back()
    {
        Open = _way[^1];
        _way.RemoveAt(_way.Count - 1);
        return Open;
    }

    /// <summary>Ends it without more.</summary>
    public void Cancel() => Open = null;

    private async Task<Step> TakeAsync(Func<CancellationToken, ValueTask<Step>> take, CancellationToken cancellationToken)
    {
        Open = null;
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var step = await TryAsync(take, patience.Token, both.Token);
        cancellationToken.ThrowIfCancellationRequested();
        Open = step as Step.Ask;
        return step;
    }

    private async Task<Step> TryAsync(
        Func<CancellationToken, ValueTask<Step>> take, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await take(cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new Step.Failed(DialogueTexts.TookTooLong, FailureCondition.RemoteServerTimeout);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Step.Failed(DialogueTexts.Ended, FailureCondition.ServiceUnavailable);
        }
        catch (Exception e) when (e is StoreUnavailableException or StateUnavailableException)
        {
            Log.StoreAway(logger, caller.Network.Name, command.Node, e.Message);
            return new Step.Failed(DialogueTexts.TryAgain, FailureCondition.ServiceUnavailable);
        }
#pragma warning disable CA1031 // A step may be an adapter's: what it fails on ends this run, and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Bug(logger, e, caller.Network.Name, command.Node);
            return new Step.Failed(DialogueTexts.OwnFault, FailureCondition.InternalError);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2300, LogLevel.Error, "{Network}: the command {Command} failed; who ran it was told")]
        public static partial void Bug(ILogger logger, Exception exception, string network, string command);

        [LoggerMessage(2301, LogLevel.Warning, "{Network}: the command {Command} could not use the store: {Reason}")]
        public static partial void StoreAway(ILogger logger, string network, string command, string reason);
    }
}
