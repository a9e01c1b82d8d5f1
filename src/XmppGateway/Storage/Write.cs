using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>One caller's change, waiting for its commit. It may be applied more than once, and counts only when committed.</summary>
internal abstract class Write
{
    /// <summary>Set while its group is applied: it alone failed.</summary>
    public Exception? Failure { get; set; }

    public abstract void Apply(ISession session);

    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}
