using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>One caller's change, waiting for its commit. It may be applied more than once, and counts only when committed.</summary>
internal abstract class Write
{
    /// <summary>What waits for it is short, and may be run with what waits for others of its group.</summary>
    public bool Together { get; init; }

    /// <summary>Under what it was asked for; null for what anybody may write at any time.</summary>
    public Tenure? Tenure { get; init; }

    /// <summary>Set while its group is applied: it alone failed.</summary>
    public Exception? Failure { get; set; }

    public abstract void Apply(ISession session);

    /// <summary>Tells the caller what became of it.</summary>
    /// <param name="groupFailure">What failed the whole group, if anything.</param>
    public void Settle(Exception? groupFailure)
    {
        if ((groupFailure ?? Failure) is { } exception)
        {
            Fail(exception);
        }
        else
        {
            Succeed();
        }
    }

    protected abstract void Succeed();

    protected abstract void Fail(Exception exception);
}
