using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>
/// The gateway as in the program (link, router, durable store, lanes, receipts), on an adapter that does nothing, in a process of its
/// own. Writes <c>ready</c> when it is attached; each line on its standard input is answered with the managed memory in use.
/// </summary>
internal static class GatewayChild
{
    public const string Domain = "pipe.localhost";

    public static async Task<int> RunAsync(int port, string engine, string connection)
    {
        await using var store = StoreFactory.Create(engine, connection, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(CancellationToken.None);
        var services = new GatewayServices(Options(port, engine, connection), store, TimeProvider.System, NullLoggerFactory.Instance);
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

    private static GatewayOptions Options(int port, string engine, string connection) => new(
        Environment.CurrentDirectory,
        new XmppOptions(["localhost", "load.localhost"], 500_000),
        new StoreOptions(engine, connection, TimeSpan.FromDays(30)),
        new DeliveryOptions(TimeSpan.FromDays(2), 10_000),
        new HttpOptions(null, null),
        new MediaOptions(Path.Combine(Environment.CurrentDirectory, "media"), 1_000_000, TimeSpan.FromDays(30), Upload: false, []),
        new AccessOptions([Jid.Parse("localhost"), Jid.Parse("load.localhost")], [], []),
        LogOptions.Default,
        [
            new NetworkOptions(
                "pipe",
                new NullModule(),
                new ConfigurationBuilder().Build().GetSection("Networks:pipe"),
                new LinkOptions(Domain, new HostPort("127.0.0.1", port), "secret", Tls: false, TrustedCertificate: null)),
        ])
    {
        Limits = LimitOptions.Off,
    };
}
