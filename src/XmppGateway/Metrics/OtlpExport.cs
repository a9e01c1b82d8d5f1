using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using XmppGateway.Configuration;

namespace XmppGateway.Metrics;

/// <summary>Sends the numbers to an OpenTelemetry collector, when one is configured: OTLP over HTTP, in protobuf.</summary>
internal static class OtlpExport
{
    /// <summary>
    /// Starts to send; null without a collector. One that is away costs nothing but what it does not hear: the next report has the sums.
    /// </summary>
    public static IDisposable? Start(MetricsOptions options) => options.Otlp is not { } collector
        ? null
        : Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("xmpp-gateway", serviceVersion: GatewayGauges.Version))
            .AddMeter(GatewayMetrics.MeterName)
            .AddMeter("System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = collector;
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Interval.TotalMilliseconds;
            })
            .Build();
}
