using XmppGateway.Storage;

namespace XmppGateway.Tests.Operations;

/// <summary>Leases that a test gives and takes. Stands still, is away or refuses on request.</summary>
internal sealed class FakeLeases : ILeaseStore
{
    private TaskCompletionSource _answer = new();

    public HashSet<string> HeldByAnother { get; } = [];

    public bool IsAway { get; set; }

    public bool Hangs { get; set; }

    /// <summary>Giving back never ends, whatever the token says.</summary>
    public bool HangsAtRelease { get; set; }

    /// <summary>Ends the first call that hangs; the next one hangs.</summary>
    public void Answer() => Interlocked.Exchange(ref _answer, new TaskCompletionSource()).SetResult();

    public List<string> Calls { get; } = [];

    public Tenure? Tenure { get; set; }

    /// <summary>Of all leases: how often they have changed hands.</summary>
    public long Epoch { get; set; } = 1;

    public async Task<long?> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        Calls.Add("hold " + name);
        if (Hangs)
        {
            await _answer.Task.WaitAsync(cancellationToken);
        }

        return IsAway ? throw new StoreUnavailableException("the disk is full") : HeldByAnother.Contains(name) ? null : Epoch;
    }

    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken)
    {
        Calls.Add("release " + name);
        return HangsAtRelease ? new TaskCompletionSource().Task : IsAway ? throw new StoreUnavailableException("the disk is full") : Task.CompletedTask;
    }
}
