using XmppGateway.Storage.Sql;

namespace XmppGateway.Storage;

/// <summary>Wakes the writer when there is something in its other queue.</summary>
internal sealed class Wake : Write
{
    public static readonly Wake Instance = new();

    public override void Apply(ISession session)
    {
    }

    protected override void Succeed()
    {
    }

    protected override void Fail(Exception exception)
    {
    }
}
