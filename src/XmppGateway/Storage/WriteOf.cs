using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <inheritdoc/>
internal sealed class Write<TState, TResult> : Write
{
    private readonly TState _state;
    private readonly Func<ISession, TState, TResult> _apply;
    private readonly TaskCompletionSource<TResult> _done;
    private TResult? _result;

    public Write(TState state, Func<ISession, TState, TResult> apply, bool together)
    {
        (_state, _apply, Together) = (state, apply, together);
        _done = new TaskCompletionSource<TResult>(
            together ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task<TResult> Done => _done.Task;

    public override void Apply(ISession session) => _result = _apply(session, _state);

    protected override void Succeed() => _done.SetResult(_result!);

    protected override void Fail(Exception exception) => _done.SetException(exception);
}
