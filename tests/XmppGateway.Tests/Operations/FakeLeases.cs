using XmppGateway.Storage;

namespace XmppGateway.Tests.Operations;

/// <summary>Leases that a test gives and takes. Stands still, is away or refuses on request.</summary>
internal sealed class FakeLeases : ILeaseStore
{
    public HashSet<string> HeldByAnother { get; } = [];

    public bool IsAway { get; set; }

    public bool Hangs { get; set; }

    /// <summary>Giving back never ends, whatever the token says.</summary>
    public bool HangsAtRelease { get; set; }

    public List<string> Calls { get; } = [];

    public async Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        Calls.Add("hold " + name);
        if (Hangs)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        return IsAway ? throw new StoreUnavailableException("the disk is full") : !HeldByAnother.Contains(name);
    }

    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken)
    {
        Calls.Add("release " + name);
        return HangsAtRelease ? new TaskCompletionSource().Task : IsAway ? throw new StoreUnavailableException("the disk is full") : Task.CompletedTask;
    }
}
