using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <inheritdoc/>
internal sealed class Write<TState, TResult>(TState state, Func<ISession, TState, TResult> apply) : Write
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Done => _done.Task;

    public override void Apply(ISession session) => _result = apply(session, state);

    public override void Succeed() => _done.SetResult(_result!);

    public override void Fail(Exception exception) => _done.SetException(exception);
}
