using XmppGateway.Abstractions;
using XmppGateway.Testing;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>The foreign side of the example.</summary>
internal sealed class ExampleContractFixture : IAdapterFixture
{
    private readonly ExampleNetwork _network = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ExampleContractFixture() => Module = new ExampleModule(_network);

    public IAdapterModule Module { get; }

    public TimeProvider Time { get; } = new ManualTimeProvider();

    public string Contact => "bob";

    public IReadOnlyList<string> Spellings => ["Bob", " bob "];

    public IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Domain"] = "example.localhost" };

    public int Contacts => _network.Calls;

    public IReadOnlyList<string> Taken => [.. _network.Taken];

    public Task StartPeerAsync(string folder, CancellationToken cancellationToken)
    {
        _network.IsUp = true;
        return Task.CompletedTask;
    }

    public Task StopPeerAsync()
    {
        _network.IsUp = false;
        return Task.CompletedTask;
    }

    public void Hang() => _network.Delay = _end.Task;

    public async Task<bool> HandOverAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken) =>
        await _network.Listener!(id, body) == Acceptance.Taken;

    public ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
