using Microsoft.AspNetCore.Http;
using XmppGateway.Composition;
using XmppGateway.Operations;

namespace XmppGateway.Tests.Composition;

/// <summary>A working part that does nothing but say what happens to it.</summary>
internal sealed class FakeActiveGateway : IActiveGateway
{
    private readonly TaskCompletionSource _attached = new();
    private readonly TaskCompletionSource _failed = new();
    private readonly TaskCompletionSource _started = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task AllAttached => _attached.Task;

    public Task Failed => _failed.Task;

    public Task Started => _started.Task;

    public Task Stopped => _stopped.Task;

    /// <summary>How the one network is.</summary>
    public NetworkHealth Network { get; set; } = new("post.example.org", NetworkHealth.Attached, NetworkHealth.Running);

    /// <summary>What the stop was given.</summary>
    public StopLimits? Limits { get; private set; }

    public void Attach() => _attached.TrySetResult();

    public void Fail(Exception exception) => _failed.TrySetException(exception);

    /// <summary>The start never ends, whatever its token says.</summary>
    public bool HangsAtStart { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        return HangsAtStart ? new TaskCompletionSource().Task : Task.CompletedTask;
    }

    public Task StopAsync(StopLimits limits)
    {
        Limits = limits;
        return Task.CompletedTask;
    }

    public IReadOnlyDictionary<string, NetworkHealth> LookAtNetworks() => new Dictionary<string, NetworkHealth> { ["post"] = Network };

    public Task HandleHttpAsync(string network, HttpContext context) => Task.CompletedTask;

    public Task HandleMediaAsync(HttpContext context) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _stopped.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
