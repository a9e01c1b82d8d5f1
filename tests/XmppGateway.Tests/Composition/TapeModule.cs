using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Composition;

/// <summary>An adapter that notes its calls and does what a test says; every tenure's is the same to the test.</summary>
internal sealed class TapeModule : IAdapterModule
{
    private IAdapterContext? _context;

    public ConcurrentQueue<string> Calls { get; } = new();

    public string? Trouble { get; set; }

    public Func<CancellationToken, Task> OnStop { get; set; } = _ => Task.CompletedTask;

    public Func<Delivery, CancellationToken, ValueTask<DeliveryResult>> OnSend { get; set; } =
        (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));

    public string Kind => "tape";

    /// <summary>The latest tenure's.</summary>
    public IAdapterContext Context => _context ?? throw new InvalidOperationException("Nothing was created yet.");

    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => [];

    public IAdapter Create(IAdapterContext context)
    {
        _context = context;
        return new TapeAdapter(this);
    }

    private sealed class TapeAdapter(TapeModule module) : IAdapter, IReportsTrouble, IDisposable
    {
        public NetworkDescription Description { get; } = new("Tape", "tape", new("Reel", "Spule"), new("A reel.", "Eine Spule."));

        public string? Trouble => module.Trouble;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            module.Calls.Enqueue("start");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            module.Calls.Enqueue("stop");
            return module.OnStop(cancellationToken);
        }

        public RemoteContact? ParseAddress(string text) => new(new RemoteUserId(text), text);

        public string ServerOf(RemoteContact contact) => "tape";

        public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
            module.OnSend(delivery, cancellationToken);

        public void Dispose() => module.Calls.Enqueue("dispose");
    }
}
