using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Testing;
using XmppGateway.Tests.Configuration;
using XmppGateway.Tests.Storage;
using Xunit;

namespace XmppGateway.Tests.Composition;

public sealed class ActiveGatewayTests
{
    [Fact]
    public async Task A_tenure_starts_its_adapter_stops_it_once_and_disposes_of_it()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = new FakeComponentServer();
        await using var store = await TemporaryStore.OpenAsync();
        using var folder = new TemporaryFolder();
        var module = new RecordingModule();
        var file = folder.Write("gateway.json", $$"""
            {
              "Xmpp": { "Server": "127.0.0.1:{{server.Port}}", "Secret": "secret", "LocalDomains": ["localhost"] },
              "Networks": { "tape": { "Adapter": "tape", "Domain": "tape.localhost" } }
            }
            """);
        var options = GatewayConfiguration.Load(file, new Hashtable(), new AdapterCatalog([module])).Options!;
        var services = new GatewayServices(options, store.Store, TimeProvider.System, NullLoggerFactory.Instance);

        for (var tenure = 0; tenure < 2; tenure++)
        {
            await using var active = services.Activate();
            await active.StartAsync(cancelled);
            await active.AllAttached.WaitAsync(cancelled);
            await active.StopAsync(cancelled);
        }

        Assert.Equal(["start", "stop", "dispose", "start", "stop", "dispose"], module.Calls);
    }

    private sealed class RecordingModule : IAdapterModule
    {
        public List<string> Calls { get; } = [];

        public string Kind => "tape";

        public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => [];

        public IAdapter Create(IAdapterContext context) => new RecordingAdapter(Calls);
    }

    private sealed class RecordingAdapter(List<string> calls) : IAdapter, IDisposable
    {
        public NetworkDescription Description { get; } = new("Tape", "tape", new("Reel", "Spule"), new("A reel.", "Eine Spule."));

        public Task StartAsync(CancellationToken cancellationToken) => Note("start");

        public Task StopAsync(CancellationToken cancellationToken) => Note("stop");

        public RemoteContact? ParseAddress(string text) => null;

        public string ServerOf(RemoteContact contact) => "tape";

        public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));

        public void Dispose() => calls.Add("dispose");

        private Task Note(string call)
        {
            calls.Add(call);
            return Task.CompletedTask;
        }
    }
}
