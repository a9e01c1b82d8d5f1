using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Benchmarks.Mail;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Metrics;
using XmppGateway.Protection;
using XmppGateway.Storage;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// The gateway as in the program (link, router, durable store, lanes, receipts), on an adapter that does nothing, in a process of its
/// own. Writes <c>ready</c> when it is attached; each line on its standard input is answered with the managed memory in use.
/// </summary>
internal static class GatewayChild
{
    public const string Domain = "pipe.localhost";

    public static Task<int> RunAsync(int port, string engine, string connection) => RunAsync(
        new StoreOptions(engine, connection, TimeSpan.FromDays(30)),
        new NetworkOptions("pipe", new NullModule(), new ConfigurationBuilder().Build().GetSection("Networks:pipe"), LinkTo(port, Domain)),
        Path.Combine(Environment.CurrentDirectory, "media"));

    /// <summary>With any network.</summary>
    public static async Task<int> RunAsync(StoreOptions storage, NetworkOptions network, string media)
    {
        await using var store = StoreFactory.Create(storage.Engine, storage.Connection, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(CancellationToken.None);
        using var metrics = new GatewayMetrics(TimeProvider.System);
        var services = new GatewayServices(Options(storage, network, media), store, metrics, TimeProvider.System, NullLoggerFactory.Instance);
        await using var gateway = services.Activate();
        await gateway.StartAsync(CancellationToken.None);
        await gateway.AllAttached;
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            await Console.Out.WriteLineAsync(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }

        await gateway.StopAsync(StopLimits.Ordered);
        return 0;
    }

    public static LinkOptions LinkTo(int port, string domain) =>
        new(domain, new HostPort("127.0.0.1", port), "secret", Tls: false, TrustedCertificate: null);

    private static GatewayOptions Options(StoreOptions storage, NetworkOptions network, string media) => new(
        Environment.CurrentDirectory,
        new XmppOptions(["localhost", "load.localhost"], 500_000),
        storage,
        new DeliveryOptions(TimeSpan.FromDays(2), 10_000),
        new HttpOptions("127.0.0.1:1", "https://files.example.org/"),
        new MediaOptions(media, 200_000_000, TimeSpan.FromDays(30), Upload: false, [MailFiles.Server]),
        new AccessOptions([Jid.Parse("localhost"), Jid.Parse("load.localhost")], [], []) { Strangers = StrangerPolicy.Deliver },
        LogOptions.Default,
        [network])
    {
        Limits = LimitOptions.Off,
    };
}
