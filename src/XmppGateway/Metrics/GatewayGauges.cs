using System.Diagnostics.Metrics;
using System.Reflection;
using XmppGateway.Operations;
using XmppGateway.Storage;

namespace XmppGateway.Metrics;

/// <summary>What is not counted but looked at: whether all is well, and what waits.</summary>
internal static class GatewayGauges
{
    /// <summary>Adds them to the meter.</summary>
    /// <param name="meter">For as long as the meter lives.</param>
    /// <param name="health">Looks now; cheap.</param>
    /// <param name="queues">What waits.</param>
    /// <param name="time">For ages.</param>
    public static void Add(Meter meter, Func<Health> health, QueueWatch queues, TimeProvider time)
    {
        meter.CreateObservableGauge("xmpp_gateway.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)), null, "The version of the program.");
        meter.CreateObservableGauge("xmpp_gateway.ready", () => health().IsReady ? 1 : 0, null, "1 when messages of all networks flow.");
        meter.CreateObservableGauge("xmpp_gateway.lease.held", () => health().Lease == "held" ? 1 : 0, null, "1 in the gateway that works, 0 in one that stands by.");
        meter.CreateObservableGauge("xmpp_gateway.store.ok", () => health().Store == "ok" ? 1 : 0, null, "1 when the store can be written.");
        meter.CreateObservableGauge(
            "xmpp_gateway.network.flows", () => ByNetwork(health(), network => network.Flows), null, "1 when messages of the network pass in both directions.");
        meter.CreateObservableGauge(
            "xmpp_gateway.link.attached", () => ByNetwork(health(), network => network.Link is NetworkHealth.Attached or NetworkHealth.Misconfigured), null, "1 when the XMPP server has the component.");
        meter.CreateObservableGauge(
            "xmpp_gateway.link.misconfigured",
            () => ByNetwork(health(), network => network.Link == NetworkHealth.Misconfigured),
            null,
            "1 when the XMPP server divides the component's stanzas, so that some are lost.");
        meter.CreateObservableGauge("xmpp_gateway.queue.length", () => Lengths(queues.Seen), null, "Messages that wait, by queue.");
        meter.CreateObservableGauge(
            "xmpp_gateway.queue.oldest", () => Ages(queues.Seen, time.GetUtcNow()), "s", "The age of the oldest message that waits; 0 when none does.");
    }

    /// <summary>As <c>--version</c> prints it, with no more of the commit than people read.</summary>
    public static string Version { get; } = Shorten(
        typeof(GatewayGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string Shorten(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 ? version[..Math.Min(version.Length, plus + 10)] : version;

    private static IEnumerable<Measurement<int>> ByNetwork(Health health, Func<NetworkHealth, bool> isSo) =>
        health.Networks.Select(network => new Measurement<int>(isSo(network.Value) ? 1 : 0, Network(network.Key)));

    private static IEnumerable<Measurement<long>> Lengths(IReadOnlyDictionary<string, QueueCounts> seen) => seen.SelectMany(found => new[]
    {
        Of(found.Key, "outgoing", found.Value.Outgoing),
        Of(found.Key, "incoming", found.Value.Incoming),
        Of(found.Key, "set_aside", found.Value.SetAside),
        Of(found.Key, "held", found.Value.Held),
    });

    private static IEnumerable<Measurement<double>> Ages(IReadOnlyDictionary<string, QueueCounts> seen, DateTimeOffset now) => seen.SelectMany(found => new[]
    {
        Of(found.Key, "outgoing", Age(found.Value.OldestOutgoing, now)),
        Of(found.Key, "incoming", Age(found.Value.OldestIncoming, now)),
    });

    private static double Age(DateTimeOffset? since, DateTimeOffset now) => since is { } began && began < now ? (now - began).TotalSeconds : 0;

    private static Measurement<T> Of<T>(string network, string queue, T value)
        where T : struct => new(value, Network(network), new KeyValuePair<string, object?>("queue", queue));

    private static KeyValuePair<string, object?> Network(string name) => new("network", name);
}
