using System.Globalization;
using XmppGateway.EndToEnd.Tests.Gateways;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.Chaos.Report;

/// <summary>Looks at the gateway now and then.</summary>
public sealed class Sampler(Gateway gateway) : IDisposable
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<Sample> _samples = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    public IReadOnlyList<Sample> Samples => _samples;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Null while the gateway is dead.</summary>
    public async Task<Sample?> TakeAsync()
    {
        if (Resident() is not { } mebibytes)
            return null;
        var sample = new Sample(Elapsed.TotalSeconds, mebibytes, await QueueAsync());
        _samples.Add(sample);
        return sample;
    }

    /// <summary>How many messages wait, of all networks; null when the gateway does not answer.</summary>
    public async Task<double?> QueueAsync()
    {
        try
        {
            var text = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.GatewayHttp}/metrics"));
            return text.Split('\n').Where(line => line.StartsWith("xmpp_gateway_queue_length{", StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private double? Resident()
    {
        try
        {
            var line = gateway.ProcessId is { } id ? File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)) : null;
            return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}
