namespace XmppGateway.Storage;

/// <summary>
/// The time for which a gateway may work: the leases that it has taken, with the numbers under which it has. What is written under it is committed
/// only while it holds all of them. All members may be called from any thread.
/// </summary>
/// <param name="holder">Who.</param>
/// <param name="leases">The leases, with their epochs.</param>
internal sealed class Tenure(string holder, IReadOnlyList<(string Name, long Epoch)> leases)
{
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Holder => holder;

    public IReadOnlyList<(string Name, long Epoch)> Leases => leases;

    /// <summary>Completes when a commit has found that another gateway holds a lease, or has held it.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Another gateway works, or has worked.</summary>
    public void Lose() => _lost.TrySetResult();
}
